package io.github.pmdb.breakin;

import io.github.pmdb.breakin.CodeRunner.Terms;
import io.github.pmdb.breakin.PythonBreakpoint.Place;
import io.github.pmdb.breakin.PythonBreakpoint.Where;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.LiveEngine;
import io.github.pmdb.target.Target;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The Python breakpoints of one session.
///
/// Hooks that are brought into the target (`breakpoints.py` and its neighbours) see where its
/// threads get to. Where the process is to stop they call a function of the C library with an
/// argument that nobody else gives it, on which the engine listens. Nothing but that depends on the
/// engine: without it the call does nothing.
public final class PythonBreakpoints {
  /// What the hooks call, with a name of a variable that there can not be.
  private static final String CALLED = "unsetenv";

  private static final String[] SCRIPTS = {
    "code.py", "stepping.py", "breakpoints.py", "monitoring.py", "tracing.py", "act.py"
  };

  /// What a standing thread takes at most to get ready for a step.
  private static final Duration AT_ONCE = Duration.ofSeconds(10);

  /// What a leaving pmdb lets the process run for. What is not done then goes on by itself.
  private static final Terms AT_THE_END = new Terms(true, Duration.ofSeconds(3));

  /// What a hook tells of a stop: the number, and what the condition raised or how a frame ended.
  private static final Pattern HIT = Pattern.compile("(\\d{1,9}) (.*)", Pattern.DOTALL);

  /// Tells our calls from those of others; 0 until it is needed, since most runs never do.
  private long mark;

  private final Map<Integer, PythonBreakpoint> known = new TreeMap<>();
  private int last;

  /// The process that they are in.
  private long pid;

  /// Whether hooks are in the process.
  private boolean remains;

  /// Whether the next stop is to be the end of a step; any other stop ends it as well.
  private boolean stepping;

  private long mark() {
    if (mark == 0) {
      mark = new SecureRandom().nextLong() >>> 1 | 1;
    }
    return mark;
  }

  /// Those that are set, by number.
  public List<PythonBreakpoint> all() {
    return List.copyOf(known.values());
  }

  /// One that was set.
  ///
  /// @param known where it has no place yet, names of the same kind that there are
  public record Announced(PythonBreakpoint breakpoint, List<String> known) {}

  /// Sets one.
  ///
  /// @param runners how code is run, now and when the process is left
  /// @throws UserError when it can not be set now, or the condition is no expression, or what is
  ///   meant is loaded and has no such code
  public Announced set(Supplier<CodeRunner> runners, Where where, String condition, Terms terms) {
    CodeRunner runner = runners.get();
    beIn(runner.pid());
    int number = last + 1;
    List<String> answer = act(runner, "set", number, where, condition, terms);
    Announced set = told(answer, number, where, condition);
    hooksAreIn(runner, runners);
    last = number;
    known.put(number, set.breakpoint());
    return set;
  }

  /// Of what `act.py` answers: the line or function, the number of places, and some of them, or
  /// where there are none what is known.
  private static Announced told(List<String> answer, int number, Where where, String condition) {
    try {
      int count = Integer.parseInt(answer.get(1));
      List<String> rest = answer.subList(2, answer.size());
      List<Place> places = count == 0 ? List.of() : places(rest);
      return new Announced(
          new PythonBreakpoint(
              number, settled(where, answer.getFirst()), condition, places, count, 0),
          count == 0 ? List.copyOf(rest) : List.of());
    } catch (IndexOutOfBoundsException | IllegalArgumentException _) {
      throw CodeRunner.unreadable();
    }
  }

  /// Another process knows nothing of what was set in the one before.
  private void beIn(long process) {
    if (pid != process) {
      known.clear();
      pid = process;
      remains = false;
    }
  }

  private static Where settled(Where where, String found) {
    return switch (where) {
      case Where.Line(String file, int _) -> new Where.Line(file, Integer.parseInt(found));
      case Where.Function _ -> new Where.Function(found);
    };
  }

  private static List<Place> places(List<String> fields) {
    List<Place> places = new ArrayList<>();
    for (int i = 0; i + 2 < fields.size(); i += 3) {
      places.add(new Place(fields.get(i), Integer.parseInt(fields.get(i + 1)), fields.get(i + 2)));
    }
    return places;
  }

  /// Takes one out, and with the last one everything.
  ///
  /// @throws UserError when there is no such breakpoint, or it can not be taken out now
  public void delete(Supplier<CodeRunner> runners, int number, Terms terms) {
    PythonBreakpoint gone = known.get(number);
    if (gone == null) {
      throw new UserError(
          "there is no Python breakpoint " + number, "`py-break` lists those that are set");
    }
    List<String> answer = act(runners.get(), "delete", number, gone.where(), "", terms);
    known.remove(number);
    remains = !answer.getFirst().isEmpty();
  }

  /// Lets the thread that stands at a Python breakpoint take a step when the process is continued.
  ///
  /// @param runners how code is run, now and when the process is left
  /// @param tid the selected thread
  /// @param frame the one that the step is about
  /// @throws UserError when it does not stand at one
  public void step(
      Supplier<CodeRunner> runners, PythonStep kind, long tid, Supplier<PythonCode.Where> frame) {
    CodeRunner runner = runners.get();
    OptionalLong standing = runner.standingThread();
    if (standing.isEmpty()) {
      throw new UserError(
          "no thread stands at a Python breakpoint, from which a step could begin",
          "`py-break WHERE`, then `continue`; gdb's `next` and `step` are for native code.");
    }
    if (standing.getAsLong() != tid) {
      throw new UserError(
          "thread %d does not stand at a Python breakpoint; thread %d does"
              .formatted(tid, standing.getAsLong()),
          "`thread %d` selects it.".formatted(standing.getAsLong()));
    }
    PythonCode.Where where = frame.get();
    if (!isBegun(runner, Program.of("step.py").with("action", kind.word()), where)) {
      isBegun(runner, program(kind.word()), where);
    }
    hooksAreIn(runner, runners);
    runner.heed(StandingThread.BREAKPOINT, StandingThread.STEP);
    stepping = true;
  }

  /// False where the program that begins a step has found no hooks.
  private static boolean isBegun(CodeRunner runner, Program program, PythonCode.Where frame) {
    program.with("depth", frame.depth()).with("function", frame.function());
    byte[] answer = runner.run(program, new Terms(false, AT_ONCE));
    return !said("step", answer).getFirst().isEmpty();
  }

  private void hooksAreIn(CodeRunner runner, Supplier<CodeRunner> runners) {
    if (!remains) {
      runner.beforeLeaving(() -> leave(runners));
    }
    remains = true;
    runner.listen(CALLED, mark());
  }

  private void leave(Supplier<CodeRunner> runners) {
    if (!remains) {
      return;
    }
    known.clear();
    remains = false;
    said("clear", runners.get().runOnNewThread(program("clear"), AT_THE_END));
  }

  private Program program(String action) {
    return Program.withThreads(SCRIPTS).with("action", action).with("mark", mark());
  }

  private List<String> act(
      CodeRunner runner, String action, int number, Where where, String condition, Terms terms) {
    Program program = program(action).with("number", number).with("condition", condition);
    switch (where) {
      case Where.Line(String file, int line) ->
          program.with("file", file).with("line", line).with("function", "");
      case Where.Function(String name) ->
          program.with("file", "").with("line", 0).with("function", name);
    }
    return said(action, runner.run(program, terms));
  }

  private static List<String> said(String action, byte[] bytes) {
    String answer = new String(bytes, StandardCharsets.UTF_8);
    if (answer.isEmpty()) {
      throw CodeRunner.unreadable();
    }
    if (answer.startsWith("E")) {
      String what =
          switch (action) {
            case "set" -> "no breakpoint can be set: ";
            case "step" -> "no step can be taken: ";
            default -> "breakpoints can not be taken out: ";
          };
      throw new UserError(what + answer.substring(1), "");
    }
    return List.of(answer.substring(1).split("\0", -1));
  }

  /// @param breakpoint where it has stopped, absent at the end of a step
  /// @param text what the condition raised, or how a frame ended that a step has finished, else
  ///   empty
  public record Hit(Optional<PythonBreakpoint> breakpoint, long tid, String text) {}

  /// The breakpoint, or the end of a step, at which the process has stopped, told once.
  public Optional<Hit> hit(Target target) {
    if (!remains
        || !(target.startedEngine().orElse(null) instanceof LiveEngine engine)
        || !engine.alive()) {
      return Optional.empty();
    }
    if (stepping) {
      stepping = false;
      engine.intervention().heed(StandingThread.BREAKPOINT);
    }
    return StandingThread.in(engine.intervention(), () -> target.snapshot().memory())
        .filter(StandingThread::isFresh)
        .flatMap(this::hit);
  }

  private Optional<Hit> hit(StandingThread thread) {
    StandingThread.Message message = thread.message();
    Matcher text = HIT.matcher(message.text());
    if (!text.matches()) {
      return Optional.empty();
    }
    if (message.letter() == StandingThread.STEP) {
      return Optional.of(new Hit(Optional.empty(), thread.tid(), text.group(2)));
    }
    int number = Integer.parseInt(text.group(1));
    PythonBreakpoint before = known.get(number);
    if (before == null) {
      return Optional.empty();
    }
    PythonBreakpoint now = before.hit();
    known.put(number, now);
    return Optional.of(new Hit(Optional.of(now), thread.tid(), text.group(2)));
  }
}
