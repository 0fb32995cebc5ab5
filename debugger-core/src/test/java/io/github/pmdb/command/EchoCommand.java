package io.github.pmdb.command;

import io.github.pmdb.output.Document;

/// Says what it was called with.
record EchoCommand(CommandSpec spec) implements Command<Arguments> {
  @Override
  public Arguments run(Session session, Arguments arguments) {
    return arguments;
  }

  @Override
  public Document text(Session session, Arguments arguments) {
    return new Document().line(arguments.toString());
  }
}
