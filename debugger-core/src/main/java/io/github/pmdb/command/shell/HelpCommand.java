package io.github.pmdb.command.shell;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.Commands;
import io.github.pmdb.command.Session;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.UserError;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// `help`: the list of our commands, or one of them; gdb's own help for every other word.
public final class HelpCommand implements Command<HelpCommand.Help> {
  /// @param commands one when a command was named, else all, or those of a family such as `v8`
  public record Help(boolean overview, List<CommandSpec> commands) {}

  private final Supplier<Commands> commands;

  /// @param commands asked for when help is, so that help can be one of them
  public HelpCommand(Supplier<Commands> commands) {
    this.commands = commands;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "help",
            Group.SHELL,
            "List the commands, or tell about one",
            """
            Without a name, lists pmdb's own commands by group. With the name of one of them,
            tells what it does, its parameters and examples; `help v8` lists those that llnode and
            mdb_v8 have. Any other name is passed on to gdb, whose commands all work here too.
            """)
        .alias("?")
        .optional("COMMAND", Kind.COMMAND, "the command to tell about")
        .example("help", "list pmdb's commands")
        .example("help py-bt", "tell about py-bt")
        .example("help x", "gdb's own help for its command x");
  }

  @Override
  public boolean accepts(String name, String tail) {
    String word = tail.strip();
    return word.isEmpty()
        || word.startsWith("-")
        || commands.get().find(word).isPresent()
        || !commands.get().family(word).isEmpty();
  }

  @Override
  public Help run(Session session, Arguments arguments) {
    if (arguments.first().isEmpty()) {
      return new Help(true, commands.get().specs());
    }
    String name = arguments.first().get();
    Optional<CommandSpec> spec = commands.get().find(name).map(Command::spec);
    List<CommandSpec> family = spec.isPresent() ? List.of() : commands.get().family(name);
    return family.isEmpty()
        ? new Help(false, List.of(spec.orElseThrow(() -> unknown(name))))
        : new Help(true, family);
  }

  private UserError unknown(String name) {
    List<String> nearest = commands.get().nearest(name);
    return new UserError(
        "`%s` is not a command of pmdb".formatted(name),
        nearest.isEmpty() ? "`help` lists the commands" : "`help " + nearest.getFirst() + "`?");
  }

  @Override
  public Document text(Session session, Help help) {
    return help.overview() ? overview(help.commands()) : details(help.commands().getFirst());
  }

  private static Document overview(List<CommandSpec> specs) {
    Document page = new Document();
    int width = specs.stream().mapToInt(s -> s.name().length()).max().orElse(0);
    for (Group group : Group.values()) {
      List<CommandSpec> members = specs.stream().filter(s -> s.group() == group).toList();
      if (!members.isEmpty()) {
        page.line(Style.HEADING, group.title());
        members.forEach(spec ->
            page.line(
                new Line()
                    .add("  ")
                    .add(Style.EMPHASIS, spec.name())
                    .add(" ".repeat(width - spec.name().length() + 2))
                    .add(spec.summary())));
        page.blank();
      }
    }
    return page.line("`help COMMAND` tells more. Every other line goes to gdb.");
  }

  private static Document details(CommandSpec spec) {
    Document page = new Document().line(Style.EMPHASIS, spec.usage());
    page.line(spec.summary()).blank();
    spec.description().lines().forEach(page::line);
    if (!spec.parameters().isEmpty()) {
      page.blank();
      int width = spec.parameters().stream().mapToInt(p -> p.name().length()).max().orElse(0);
      spec.parameters()
          .forEach(p ->
              page.line(
                  "  %s%s  %s"
                      .formatted(p.name(), " ".repeat(width - p.name().length()), p.help())));
    }
    if (!spec.aliases().isEmpty()) {
      page.blank().line("Also known as " + String.join(", ", spec.aliases()));
    }
    if (!spec.examples().isEmpty()) {
      page.blank().line(Style.HEADING, "Examples");
      spec.examples()
          .forEach(e ->
              page.line(
                  new Line()
                      .add("  ")
                      .add(Style.EMPHASIS, e.line())
                      .add(Style.DIM, "  # " + e.shows())));
    }
    return page;
  }
}
