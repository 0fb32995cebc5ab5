package io.github.pmdb.cpython;

import io.github.pmdb.cpython.Truth.TrueFrame;
import io.github.pmdb.cpython.Truth.TrueThread;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.interpreter.Variable;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Compares the stacks and variables that an inspector reads with what the target wrote.
final class Comparison {
  private static final Limits AMPLE = new Limits(10_000, 20, 100, 100_000);

  private final Inspector inspector;
  private final Tally tally;

  private Comparison(Inspector inspector, Tally tally) {
    this.inspector = inspector;
    this.tally = tally;
  }

  static Tally of(Inspector inspector, Truth truth) {
    Tally tally = new Tally();
    add(inspector, truth, tally);
    return tally;
  }

  static void add(Inspector inspector, Truth truth, Tally tally) {
    Comparison comparison = new Comparison(inspector, tally);
    Map<String, ScriptThread> threads = Targets.threadsByName(inspector);
    for (TrueThread thread : truth.threads()) {
      ScriptThread found = threads.get(thread.name());
      if (found == null) {
        tally.wrong(Aspect.THREADS, thread.name() + " is not among " + threads.keySet());
        thread.frames().forEach(comparison::missing);
      } else {
        comparison.thread(thread, found);
      }
    }
  }

  private void thread(TrueThread truth, ScriptThread thread) {
    long tid = thread.tid().orElse(0);
    boolean right = truth.tid() == 0 ? tid != 0 : tid == truth.tid();
    tally.compare(Aspect.THREADS, truth.name() + " has a right tid", true, right);
    ScriptStack stack = inspector.stack(thread, AMPLE);
    stack.problems().forEach(p -> tally.wrong(Aspect.FRAMES, truth.name() + ": " + p));
    List<ScriptFrame> frames = stack.frames();
    int both = Math.min(frames.size(), truth.frames().size());
    for (int i = 0; i < both; i++) {
      frame(truth.frames().get(i), frames.get(i));
    }
    truth.frames().subList(both, truth.frames().size()).forEach(this::missing);
    frames
        .subList(both, frames.size())
        .forEach(f -> tally.wrong(Aspect.FRAMES, truth.name() + " has no frame " + f));
  }

  private void missing(TrueFrame truth) {
    tally.wrong(Aspect.FRAMES, truth.function() + " is missing");
    tally.wrong(Aspect.LINES, truth.function() + " is missing");
    if (!truth.extent().equals(TrueFrame.NO_EXTENT)) {
      tally.wrong(Aspect.COLUMNS, truth.function() + " is missing");
    }
    truth.locals().keySet().forEach(name -> value(truth, name, "a value", "nothing"));
  }

  private void frame(TrueFrame truth, ScriptFrame frame) {
    String seen = frame.function() + " in " + frame.file();
    tally.compare(Aspect.FRAMES, "frame", truth.function() + " in " + truth.file(), seen);
    tally.compare(Aspect.LINES, truth.function(), truth.line(), frame.line());
    String extent =
        frame
            .columns()
            .map(c -> TrueFrame.extent(c.endLine(), c.start(), c.end()))
            .orElse(TrueFrame.NO_EXTENT);
    if (!truth.extent().equals(TrueFrame.NO_EXTENT) || !extent.equals(TrueFrame.NO_EXTENT)) {
      tally.compare(Aspect.COLUMNS, truth.function(), truth.extent(), extent);
    }
    if (!truth.locals().isEmpty()) {
      locals(truth, frame);
    }
  }

  private void locals(TrueFrame truth, ScriptFrame frame) {
    Map<String, String> seen =
        inspector.locals(frame, AMPLE).stream()
            .collect(Collectors.toMap(Variable::name, v -> v.value().text()));
    Set<String> tooMany = new HashSet<>(seen.keySet());
    tooMany.removeAll(truth.locals().keySet());
    tooMany.forEach(name -> value(truth, name, "nothing", "a value"));
    truth
        .locals()
        .forEach((name, text) -> value(truth, name, text, seen.getOrDefault(name, "nothing")));
  }

  private void value(TrueFrame truth, String name, String expected, String seen) {
    String shown = same(expected, seen) ? expected : seen;
    tally.compare(Aspect.VALUES, truth.function() + "." + name, expected, shown);
  }

  /// Equal but for what `repr` hides: attributes of instances, which pmdb shows.
  private static boolean same(String truth, String seen) {
    return seen.equals(truth)
        || (truth.endsWith(">") && seen.startsWith(truth.substring(0, truth.length() - 1) + ", "));
  }
}
