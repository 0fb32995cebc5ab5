package io.github.pmdb.command;

import io.github.pmdb.command.CommandSpec.Example;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.CommandSpec.Parameter;

/// `docs/commands.md`, printed from the declarations.
public final class CommandsPage {
  private final StringBuilder out = new StringBuilder();

  private CommandsPage() {}

  /// The whole page as Markdown.
  public static String of(Commands commands) {
    CommandsPage page = new CommandsPage();
    page.head();
    for (Group group : Group.values()) {
      page.group(commands, group);
    }
    return page.out.toString();
  }

  private void head() {
    line("# Commands");
    line("");
    line("This page is printed from the commands' own declarations; do not edit it by hand.");
    line("Every command takes `--json` ([what it prints](json.md)); every other line goes to gdb.");
    line("");
  }

  private void group(Commands commands, Group group) {
    if (commands.in(group).isEmpty()) {
      return;
    }
    line("## " + group.title());
    line("");
    commands.in(group).forEach(this::command);
  }

  private void command(CommandSpec spec) {
    line("### `" + spec.usage() + "`");
    line("");
    line(spec.summary() + ".");
    line("");
    spec.description().lines().forEach(this::line);
    line("");
    if (!spec.aliases().isEmpty()) {
      line("Also: `" + String.join("`, `", spec.aliases()) + "`.");
      line("");
    }
    if (!spec.parameters().isEmpty()) {
      spec.parameters().forEach(this::parameter);
      line("");
    }
    needs(spec);
    if (!spec.examples().isEmpty()) {
      line("```");
      int width = spec.examples().stream().mapToInt(e -> e.line().length()).max().orElse(0);
      spec.examples().forEach(e -> example(e, width));
      line("```");
      line("");
    }
  }

  private void parameter(Parameter parameter) {
    line("- `" + parameter.name() + "`: " + parameter.help());
  }

  private void needs(CommandSpec spec) {
    for (Need need : Need.values()) {
      if (spec.needs().contains(need) && need != Need.TARGET) {
        line(
            switch (need) {
              case TARGET -> "";
              case ENGINE -> "Needs gdb.";
              case PYTHON -> "Needs a Python interpreter in the target; no debug symbols, no gdb.";
              case NODE ->
                  "Needs Node.js, or another program with V8, in the target, and its very build as"
                      + " a file; no gdb.";
              case STOPPED -> "Needs a target that stands still.";
              case STILL ->
                  "A process that runs JavaScript is stopped while what is read of it is copied, and for how"
                      + " long is told.";
              case COPY ->
                  "A process that runs JavaScript is copied first into a file below XDG_CACHE_HOME or"
                      + " TMPDIR that nobody else sees; it is stopped only for that, and for how"
                      + " long is told. Without room for a copy it waits, which is told, too.";
            });
        line("");
      }
    }
  }

  private void example(Example example, int width) {
    line(example.line() + " ".repeat(width - example.line().length()) + "  # " + example.shows());
  }

  private void line(String text) {
    out.append(text.stripTrailing()).append('\n');
  }
}
