package io.github.pmdb.command.node;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.github.pmdb.command.AllFrames;
import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Notes;
import io.github.pmdb.command.Session;
import io.github.pmdb.frame.Certainty;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.node.code.Tier;
import io.github.pmdb.node.frame.AsyncWaits;
import io.github.pmdb.node.frame.JsFrame;
import io.github.pmdb.node.frame.JsStacks;
import io.github.pmdb.node.frame.JsWalk;
import io.github.pmdb.node.page.Isolate;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.stack.Repeats;
import io.github.pmdb.thread.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/// `jsstack`: what JavaScript runs on each thread.
public final class JsStack implements Command<JsStack.Stacks> {
  private static final int MOST_CHAINS = 1000;
  private static final Limits BRIEF = new Limits(1, 1, 4, 100);

  /// The stack of one isolate.
  ///
  /// @param tid of the thread that runs it, absent where that is not known
  /// @param known whether its frames could be looked for: without any nothing runs
  /// @param waiting chains of async functions, empty unless asked for
  public record Stack(
      int isolate,
      OptionalLong tid,
      boolean known,
      List<Frame> frames,
      List<AsyncText.Waiting> waiting,
      List<Problem> problems) {}

  /// @param tier what executes it
  /// @param script empty for a function of V8 itself
  /// @param line 0 where it is not known
  /// @param receiver empty where it is not known, or not asked for
  public record Frame(
      int level,
      String function,
      String script,
      int line,
      int column,
      String tier,
      boolean inlined,
      String receiver,
      List<String> arguments,
      String certainty,
      String problem) {}

  /// @param allFrames whether the text shows each frame of a recursion
  public record Stacks(@JsonIgnore boolean allFrames, List<Stack> stacks, List<Problem> problems) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "jsstack",
            Group.JAVASCRIPT,
            "Show the JavaScript that runs, with lines",
            """
            The functions of each thread's stack, innermost first, with the running line of each:
            interpreted and compiled ones, those that a compiler put into others, those of V8
            itself, and by what each is executed. Behind a function that goes on after an `await` are the
            async functions that wait for it; `--async` finds all that wait, whatever for. `stacks` shows them among the native frames. Lines are those of the script as it
            was loaded.
            """)
        .alias("v8 bt")
        .alias("v8 stack")
        .optional("-a", Kind.FLAG, "with receivers and arguments")
        .optional(AllFrames.FLAG, Kind.FLAG, AllFrames.HELP)
        .optional("--async", Kind.FLAG, "with all async functions that wait, who for whom")
        .optional("--isolate", Kind.INTEGER, "of that isolate only")
        .needs(Need.TARGET)
        .needs(Need.NODE)
        .needs(Need.STILL)
        .example("jsstack", "all threads that run JavaScript")
        .example("jsstack -a --isolate 0", "the main thread, with arguments")
        .example("jsstack --async", "also who awaits what");
  }

  /// Those that wait are looked for in the whole heap.
  @Override
  public Set<Need> needs(Arguments arguments) {
    return arguments.has("--async") ? Set.of(Need.COPY) : spec().needs();
  }

  @Override
  public Stacks run(Session session, Arguments arguments) {
    NodeView view = NodeView.of(session);
    OptionalInt only = view.isolate(arguments);
    List<Stack> stacks = new ArrayList<>();
    for (Isolate isolate : view.heap().isolates()) {
      if (only.isEmpty() || only.getAsInt() == isolate.number()) {
        stacks.add(stack(view, isolate, arguments));
      }
    }
    return new Stacks(AllFrames.in(arguments), stacks, view.withMotion(List.of()));
  }

  private static Stack stack(NodeView view, Isolate isolate, Arguments arguments) {
    JsStacks reader = view.inspector().stacks();
    JsWalk walk = reader.walk(isolate, Limits.DEFAULT.frames());
    List<Problem> problems = new ArrayList<>(walk.problems());
    AsyncWaits waits =
        arguments.has("--async")
            ? reader.waiting(isolate, MOST_CHAINS, Cancellation::check)
            : new AsyncWaits(List.of(), List.of());
    problems.addAll(waits.problems());
    return new Stack(
        isolate.number(),
        isolate.tid(),
        !walk.frames().isEmpty() || walk.problems().isEmpty(),
        frames(walk.frames(), reader, arguments.has("-a")),
        AsyncText.of(waits.chains(), chain -> frames(chain, reader, false)),
        List.copyOf(problems));
  }

  private static List<Frame> frames(List<JsFrame> all, JsStacks stacks, boolean withArguments) {
    List<Frame> frames = new ArrayList<>();
    for (JsFrame frame : all) {
      frames.add(frame(frames.size(), frame, stacks, withArguments));
    }
    return frames;
  }

  private static Frame frame(int level, JsFrame frame, JsStacks stacks, boolean withArguments) {
    boolean shown = withArguments && frame.argumentsKnown();
    return new Frame(
        level,
        frame.name(),
        frame.place().script(),
        frame.place().line(),
        frame.place().column(),
        frame.tier().title(),
        frame.inlined(),
        shown ? stacks.describe(frame.receiver(), BRIEF).text() : "",
        shown
            ? frame.arguments().stream().map(a -> stacks.describe(a, BRIEF).text()).toList()
            : List.of(),
        frame.certainty().name().toLowerCase(Locale.ROOT),
        frame.problem());
  }

  @Override
  public Document text(Session session, Stacks value) {
    Document page = new Document();
    for (Stack stack : value.stacks()) {
      String thread = stack.tid().isPresent() ? ", thread " + stack.tid().getAsLong() : "";
      page.line(Style.HEADING, "Isolate " + stack.isolate() + thread);
      if (stack.frames().isEmpty()) {
        page.line(
            Style.DIM, stack.known() ? "    (no JavaScript runs)" : "    (what runs is not known)");
      }
      frames(page, stack.frames(), !value.allFrames());
      AsyncText.show(page, stack.waiting());
      Notes.append(page, stack.problems());
    }
    return Notes.append(page, value.problems());
  }

  private static void frames(Document page, List<Frame> frames, boolean fold) {
    List<String> places = frames.stream().map(f -> name(f) + " " + place(f) + f.tier()).toList();
    for (Repeats part : Repeats.in(places, fold)) {
      frames.subList(part.start(), part.start() + part.length()).forEach(f -> frame(page, f));
      if (part.times() > 1) {
        page.line(Style.DIM, "    … " + part.more());
      }
    }
  }

  private static void frame(Document page, Frame frame) {
    Line line =
        new Line()
            .add(Style.DIM, "%-3s ".formatted("#" + frame.level()))
            .add(Style.JAVASCRIPT, name(frame))
            .add(" (" + place(frame) + ")");
    if (!frame.tier().equals(Tier.BUILTIN.title()) && !frame.tier().equals(Tier.ASYNC.title())) {
      line.add(Style.DIM, " " + frame.tier() + (frame.inlined() ? ", inlined" : ""));
    }
    if (!frame.problem().isEmpty()) {
      boolean sure = frame.certainty().equals(Certainty.SURE.name().toLowerCase(Locale.ROOT));
      line.add(sure ? Style.WARNING : Style.GUESSED, " [" + frame.problem() + "]");
    }
    page.line(line);
    if (!frame.receiver().isEmpty()) {
      page.line(new Line().add("      this = ").add(frame.receiver()));
      frame.arguments().forEach(a -> page.line(new Line().add("      ").add(a)));
    }
  }

  static String name(Frame frame) {
    String name = frame.function().isEmpty() ? "<anonymous>" : frame.function();
    return frame.tier().equals(Tier.ASYNC.title()) ? "async " + name : name;
  }

  static String place(Frame frame) {
    if (frame.tier().equals(Tier.BUILTIN.title())) {
      return "native";
    }
    String script = frame.script().isEmpty() ? "<anonymous>" : frame.script();
    return frame.line() == 0 ? script : "%s:%d:%d".formatted(script, frame.line(), frame.column());
  }
}
