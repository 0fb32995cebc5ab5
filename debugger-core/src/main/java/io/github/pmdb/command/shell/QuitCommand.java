package io.github.pmdb.command.shell;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.Session;
import io.github.pmdb.output.Document;

/// `quit`: ends the session. Leaving the target is the session's own duty, whatever ends it.
public final class QuitCommand implements Command<QuitCommand.Leaving> {
  public record Leaving(boolean leaving) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "quit",
            Group.SHELL,
            "Leave pmdb; a live process runs on",
            """
            Removes breakpoints, lets an attached process run on and ends the session. Ctrl-D at an
            empty prompt does the same. A program that was started by `pmdb run` ends too.
            """)
        .alias("exit")
        .alias("q")
        .alias("detach")
        .example("quit", "leave the target as it was and end");
  }

  @Override
  public boolean accepts(String name, String tail) {
    return tail.isBlank();
  }

  @Override
  public Leaving run(Session session, Arguments arguments) {
    session.end();
    return new Leaving(true);
  }

  @Override
  public Document text(Session session, Leaving value) {
    return new Document();
  }
}
