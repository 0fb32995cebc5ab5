package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.cpython.Truth.TrueFrame;
import io.github.pmdb.cpython.Truth.TrueThread;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.interpreter.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// Compares what an inspector reads with what the target wrote.
final class Comparison {
  private static final Limits AMPLE = new Limits(10_000, 20, 100, 100_000);
  private static final int SHOWN = 400;

  private final Inspector inspector;
  private final List<String> wrongFrames = new ArrayList<>();
  private final List<String> wrongValues = new ArrayList<>();
  private int frames;
  private int values;

  private Comparison(Inspector inspector) {
    this.inspector = inspector;
  }

  static Comparison of(Inspector inspector, Truth truth) {
    Comparison comparison = new Comparison(inspector);
    Map<String, ScriptThread> threads = Targets.threadsByName(inspector);
    for (TrueThread thread : truth.threads()) {
      ScriptThread found = threads.get(thread.name());
      assertTrue(found != null, () -> thread.name() + " is not among " + threads.keySet());
      comparison.thread(thread, Objects.requireNonNull(found));
    }
    return comparison;
  }

  /// Every frame with its place in the source.
  Comparison framesAreRight() {
    assertEquals("", String.join("\n", wrongFrames));
    assertTrue(frames > 80, () -> "only " + frames + " frames");
    return this;
  }

  Comparison valuesAreRight() {
    assertEquals("", String.join("\n", wrongValues));
    assertTrue(values > 250, () -> "only " + values + " values");
    return this;
  }

  /// @param percent how many of a hundred values have to be right
  void valuesAreMostlyRight(int percent) {
    int right = values - wrongValues.size();
    assertTrue(
        right * 100 > values * percent,
        () -> right + " of " + values + ":\n" + String.join("\n", wrongValues));
  }

  private void thread(TrueThread truth, ScriptThread thread) {
    assertTrue(thread.tid().isPresent(), () -> "no tid: " + thread);
    ScriptStack stack = inspector.stack(thread, AMPLE);
    assertEquals(List.of(), stack.problems(), truth::name);
    assertEquals(
        truth.frames().stream().map(TrueFrame::function).toList(),
        stack.frames().stream().map(ScriptFrame::function).toList());
    for (int i = 0; i < stack.frames().size(); i++) {
      frame(truth.frames().get(i), stack.frames().get(i));
    }
  }

  private void frame(TrueFrame truth, ScriptFrame frame) {
    frames++;
    String expected =
        "%s:%d-%d:%d-%d"
            .formatted(
                truth.file(), truth.line(), truth.endLine(), truth.column(), truth.endColumn());
    int endLine = frame.columns().map(ScriptFrame.Columns::endLine).orElse(-1);
    int start = frame.columns().map(ScriptFrame.Columns::start).orElse(-1);
    int end = frame.columns().map(ScriptFrame.Columns::end).orElse(-1);
    String seen = "%s:%d-%d:%d-%d".formatted(frame.file(), frame.line(), endLine, start, end);
    if (!expected.equals(seen)) {
      wrongFrames.add(truth.function() + ": " + seen + " instead of " + expected);
    }
    if (!truth.locals().isEmpty()) {
      locals(truth, frame);
    }
  }

  private void locals(TrueFrame truth, ScriptFrame frame) {
    Map<String, String> seen =
        inspector.locals(frame, AMPLE).stream()
            .collect(Collectors.toMap(Variable::name, v -> v.value().text()));
    if (!seen.keySet().equals(truth.locals().keySet())) {
      wrongValues.add(
          truth.function() + " has " + seen.keySet() + ", not " + truth.locals().keySet());
    }
    truth
        .locals()
        .forEach((name, text) -> value(truth, name, text, seen.getOrDefault(name, "nothing")));
  }

  private void value(TrueFrame truth, String name, String expected, String seen) {
    values++;
    if (!same(expected, seen)) {
      String difference =
          "%s.%s: %s instead of %s".formatted(truth.function(), name, seen, expected);
      wrongValues.add(difference.substring(0, Math.min(difference.length(), SHOWN)));
    }
  }

  /// Equal but for what `repr` hides: attributes of instances, which pmdb shows, and the state of a
  /// lock.
  private static boolean same(String truth, String seen) {
    return seen.equals(truth)
        || (truth.endsWith(">") && seen.startsWith(truth.substring(0, truth.length() - 1) + ", "))
        || (truth.startsWith("<locked _thread.lock") && seen.startsWith("<_thread.lock object at"));
  }
}
