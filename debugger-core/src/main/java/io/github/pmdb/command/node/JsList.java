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
import io.github.pmdb.node.function.Functions;
import io.github.pmdb.node.function.Functions.Place;
import io.github.pmdb.node.function.Scripts;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.page.Isolate;
import io.github.pmdb.node.value.Describer;
import io.github.pmdb.node.word.Tagged;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.source.Excerpt;
import java.util.ArrayList;
import java.util.List;

/// `jslist`: the source around the running line of a frame, or of a function, from the heap.
public final class JsList implements Command<JsList.Listing> {
  private static final int AROUND = 5;

  /// Of a function.
  private static final int MOST_LINES = 100;

  /// @param running the line that runs, 0 of a function that need not run
  /// @param column in it, 1-based; of a function where it begins in its first line
  /// @param more lines of a function that are left out
  public record Listing(
      String function,
      String script,
      int running,
      int column,
      List<SourceLine> lines,
      int more,
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
            source. Of a function that is named by its address all lines are shown, up to a hundred;
            of a class its constructor, or where it begins if it has none of its own.
            """)
        .alias("v8 source list")
        .alias("jssource")
        .optional(
            "WHERE",
            Kind.WORD,
            "the level of a frame, as `jsstack` counts; or the address of a function, with a path"
                + " behind it, if you like")
        .optional("--isolate", Kind.INTEGER, "of that isolate, 0 if not given")
        .needs(Need.TARGET)
        .needs(Need.NODE)
        .needs(Need.STILL)
        .example("jslist", "around the running line")
        .example("jslist 3", "around the line of frame 3")
        .example("jslist 0x3f2a5c081118.handler", "a function, by an object that has it");
  }

  @Override
  public Listing run(Session session, Arguments arguments) {
    NodeView view = NodeView.of(session);
    String where = arguments.first().orElse("");
    return JsAddress.begins(where) ? ofFunction(view, arguments) : ofFrame(view, arguments);
  }

  private static Listing ofFunction(NodeView view, Arguments arguments) {
    Describer describer = view.inspector().describer();
    HeapReader reader = describer.reader();
    Functions functions = describer.functions();
    long function = functions.unboundTarget(Tagged.reference(view.object(arguments)));
    if (!reader.isFunction(reader.type(function))) {
      throw new UserError("no function is there", "`inspect` shows what is");
    }
    long shared = functions.shared(function);
    Functions.Extent extent = functions.extent(shared);
    long script = reader.field(shared, "SharedFunctionInfo.script");
    if (!reader.is(script, "Script") || extent.start() < 0) {
      throw new UserError("the function has no source", "it is one of V8 or of C++");
    }
    Scripts scripts = new Scripts(reader);
    Place begin = scripts.place(script, extent.start());
    boolean whole = extent.end() > extent.start();
    int last = whole ? scripts.place(script, extent.end()).line() : begin.line() + AROUND;
    int shown = Math.min(last, begin.line() + MOST_LINES - 1);
    return new Listing(
        functions.name(function),
        begin.script(),
        0,
        begin.column(),
        lines(scripts, script, begin.line(), shown),
        last - shown,
        view.withMotion(List.of()));
  }

  private static Listing ofFrame(NodeView view, Arguments arguments) {
    Isolate isolate = view.heap().isolates().get(view.isolate(arguments).orElse(0));
    List<JsFrame> frames =
        view.inspector().stacks().walk(isolate, Limits.DEFAULT.frames()).frames();
    JsFrame frame =
        arguments.first().isPresent()
            ? frame(frames, level(arguments.first().get()))
            : frames.stream()
                .filter(JsList::hasSource)
                .findFirst()
                .orElseThrow(() -> nothing(view, isolate));
    HeapReader reader = view.inspector().describer().reader();
    long script = reader.field(frame.shared(), "SharedFunctionInfo.script");
    int running = frame.place().line();
    return new Listing(
        frame.name(),
        frame.place().script(),
        running,
        frame.place().column(),
        lines(new Scripts(reader), script, running - AROUND, running + AROUND),
        0,
        view.withMotion(List.of()));
  }

  private static int level(String text) {
    if (!text.matches("\\d{1,9}")) {
      throw new UserError(
          "'%s' is neither the level of a frame nor an address".formatted(text),
          "`jsstack` counts frames, `findjsinstances Function` finds functions");
    }
    return Integer.parseInt(text);
  }

  /// Those of them that the script has.
  private static List<SourceLine> lines(Scripts scripts, long script, int from, int to) {
    List<String> source = scripts.lines(script);
    int first = scripts.place(script, 0).line();
    List<SourceLine> lines = new ArrayList<>();
    for (int n = Math.max(first, from); n <= to && n - first < source.size(); n++) {
      lines.add(new SourceLine(n, source.get(n - first)));
    }
    return lines;
  }

  /// What of a long line is to be seen, from 0 on.
  private static int column(Listing value, SourceLine line) {
    int meant = value.running() == 0 ? value.lines().getFirst().number() : value.running();
    return line.number() == meant ? value.column() - 1 : 0;
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
    if (level >= frames.size()) {
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
              .add(Style.SOURCE, Excerpt.of(line.text(), column(value, line))));
    }
    if (value.more() > 0) {
      page.line(Style.DIM, "  ... %d more lines".formatted(value.more()));
    }
    return Notes.append(page, value.problems());
  }
}
