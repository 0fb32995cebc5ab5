package io.github.pmdb.command.node;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Notes;
import io.github.pmdb.command.Session;
import io.github.pmdb.node.build.Flag;
import io.github.pmdb.node.build.Flags;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.UserError;
import java.util.List;
import java.util.function.Predicate;

/// `v8settings`: the flags of V8.
public final class V8Settings implements Command<V8Settings.Settings> {
  /// @param all how many flags this build has
  public record Settings(List<Flag> flags, int all, List<Problem> problems) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "v8settings",
            Group.JAVASCRIPT,
            "Tell the flags of V8 as they are set",
            """
            Those that differ from what they are if nobody sets them, whoever did: the command
            line, NODE_OPTIONS, v8.setFlagsFromString(), Node.js itself, or V8 because of another
            flag or of the machine. `node --v8-options` lists them too.
            """)
        .alias("v8 settings")
        .optional(
            "NAME", Kind.WORD, "flags of this name, set or not; `/REGEX/` for those that match")
        .optional("--all", Kind.FLAG, "those that nobody has set, too")
        .needs(Need.TARGET)
        .needs(Need.NODE)
        .example("v8settings", "what was set")
        .example("v8settings /heap|space/", "all flags on the sizes of heaps");
  }

  @Override
  public Settings run(Session session, Arguments arguments) {
    NodeView view = NodeView.of(session);
    Flags.Found found =
        Flags.of(view.inspector().binary().object().symbols(), view.inspector().snapshot().memory())
            .orElseThrow(() ->
                new UserError(
                    "the program has no symbol of V8's flags: it is stripped",
                    "`nodeinfo` tells the arguments; the same build unstripped has the flags"));
    Predicate<String> name = arguments.first().map(NameFilter::of).orElse(_ -> true);
    boolean all = arguments.has("--all") || arguments.first().isPresent();
    return new Settings(
        found.flags().stream().filter(f -> name.test(f.name()) && (all || f.isChanged())).toList(),
        found.flags().size() + found.unreadable(),
        problems(found));
  }

  private static List<Problem> problems(Flags.Found found) {
    return found.unreadable() == 0
        ? List.of()
        : List.of(
            new Problem(
                "%d flags can not be read and are left out".formatted(found.unreadable()),
                "the core lacks that memory, or it is damaged"));
  }

  @Override
  public Document text(Session session, Settings value) {
    Document page = new Document();
    for (Flag flag : value.flags()) {
      Line line = new Line().add(Style.EMPHASIS, "--" + flag.name()).add("=" + shown(flag.value()));
      if (flag.isChanged()) {
        line.add(Style.DIM, "  (%s if not set)".formatted(shown(flag.otherwise())));
      }
      page.line(line);
      page.line(Style.DIM, "    " + flag.meaning());
    }
    page.line("%d of %d flags".formatted(value.flags().size(), value.all()));
    return Notes.append(page, value.problems());
  }

  private static String shown(String text) {
    return text.isEmpty() ? "\"\"" : text;
  }
}
