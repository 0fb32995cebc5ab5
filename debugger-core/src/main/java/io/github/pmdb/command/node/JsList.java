package io.github.pmdb.command.node;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Notes;
import io.github.pmdb.command.Session;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.node.frame.JsFrame;
import io.github.pmdb.node.function.Scripts;
import io.github.pmdb.node.page.Isolate;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.source.Excerpt;
import java.util.ArrayList;
import java.util.List;

/// `jslist`: the source around the running line of a frame, from the heap.
public final class JsList implements Command<JsList.Listing> {
  private static final int AROUND = 5;

  /// @param running the line that runs
  /// @param column in it, 1-based
  public record Listing(
      String function,
      String script,
      int running,
      int column,
      List<SourceLine> lines,
      List<Problem> problems) {}

  public record SourceLine(int number, String text) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "jslist",
            Group.JAVASCRIPT,
            "Show the source around the running line of a JavaScript function",
            """
            V8 keeps the source of scripts in its heap, so the lines are those that were loaded,
            whatever the file says by now. Without a level it is the innermost function that has a
            source.
            """)
        .alias("v8 source list")
        .alias("jssource")
        .optional("LEVEL", Kind.INTEGER, "of the function, as `jsstack` counts")
        .optional("--isolate", Kind.INTEGER, "of that isolate, 0 if not given")
        .needs(Need.TARGET)
        .needs(Need.NODE)
        .needs(Need.STILL)
        .example("jslist", "around the running line")
        .example("jslist 3", "around the line of frame 3");
  }

  @Override
  public Listing run(Session session, Arguments arguments) {
    NodeView view = NodeView.of(session);
    Isolate isolate = view.heap().isolates().get(view.isolate(arguments).orElse(0));
    List<JsFrame> frames =
        view.inspector().stacks().walk(isolate, Limits.DEFAULT.frames()).frames();
    JsFrame frame =
        arguments.first().isPresent()
            ? frame(frames, Integer.parseInt(arguments.first().get()))
            : frames.stream()
                .filter(JsList::hasSource)
                .findFirst()
                .orElseThrow(() -> nothing(view, isolate));
    long script =
        view.inspector().describer().reader().field(frame.shared(), "SharedFunctionInfo.script");
    Scripts scripts = new Scripts(view.inspector().describer().reader());
    List<String> source = scripts.lines(script);
    int first = scripts.place(script, 0).line();
    int running = frame.place().line();
    List<SourceLine> lines = new ArrayList<>();
    int from = Math.max(first, running - AROUND);
    for (int n = from; n <= running + AROUND && n - first < source.size(); n++) {
      lines.add(new SourceLine(n, source.get(n - first)));
    }
    return new Listing(
        frame.name(),
        frame.place().script(),
        running,
        frame.place().column(),
        lines,
        view.withMotion(List.of()));
  }

  private static boolean hasSource(JsFrame frame) {
    return frame.place().line() > 0;
  }

  /// With who runs some, where others do.
  private static UserError nothing(NodeView view, Isolate isolate) {
    List<String> others =
        view.heap().isolates().stream()
            .filter(i -> i.number() != isolate.number())
            .filter(i ->
                view.inspector().stacks().walk(i, Limits.DEFAULT.frames()).frames().stream()
                    .anyMatch(JsList::hasSource))
            .map(i -> "`jslist --isolate %d`".formatted(i.number()))
            .toList();
    return others.isEmpty()
        ? new UserError("no JavaScript with a source runs", "jsstack")
        : new UserError(
            "no JavaScript with a source runs in isolate %d".formatted(isolate.number()),
            "some runs in others: " + String.join(", ", others));
  }

  private static JsFrame frame(List<JsFrame> frames, int level) {
    if (level < 0 || level >= frames.size()) {
      throw new UserError("there is no JavaScript frame " + level, "`jsstack` lists them");
    }
    if (frames.get(level).place().line() == 0) {
      throw new UserError("frame %d has no source".formatted(level), "it is a function of V8");
    }
    return frames.get(level);
  }

  @Override
  public Document text(Session session, Listing value) {
    Document page = new Document();
    String name = value.function().isEmpty() ? "<anonymous>" : value.function();
    page.line(Style.HEADING, "%s in %s".formatted(name, value.script()));
    for (SourceLine line : value.lines()) {
      boolean running = line.number() == value.running();
      page.line(
          new Line()
              .add(
                  running ? Style.MARKER : Style.DIM,
                  "%s%6d  ".formatted(running ? "=>" : "  ", line.number()))
              .add(Style.SOURCE, Excerpt.of(line.text(), running ? value.column() - 1 : 0)));
    }
    return Notes.append(page, value.problems());
  }
}
