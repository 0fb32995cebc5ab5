package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.cpython.Truth.TrueFrame;
import io.github.pmdb.cpython.Truth.TrueThread;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Interpreter.Detection;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.interpreter.Variable;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Real interpreters that blocked after writing down their own frames and values: what is read must
/// be what they wrote.
class TruthfulTest {
  private static final Limits AMPLE = new Limits(10_000, 20, 100, 100_000);

  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Pythons.all().stream();
  }

  /// A program that stands still and what it said of itself.
  private record Target(RunningFixture process, Truth truth) implements AutoCloseable {
    static Target start(Pythons.Python python) throws IOException {
      Path program = directory.resolve("truth.py");
      try (InputStream in = TruthfulTest.class.getResourceAsStream("truth.py")) {
        Files.copy(Objects.requireNonNull(in), program, StandardCopyOption.REPLACE_EXISTING);
      }
      Path said = Files.createTempFile(directory, "truth", ".txt");
      RunningFixture process =
          RunningFixture.start(
              List.of(python.program().toString(), program.toString(), said.toString()));
      process.awaitReady();
      return new Target(process, Truth.read(said));
    }

    @Override
    public void close() {
      process.close();
    }
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void readsALiveProcess(Pythons.Python python) throws IOException {
    try (Target target = Target.start(python);
        Snapshot snapshot = LiveProcess.open(target.process().pid())) {
      compare(python, inspector(snapshot), target.truth());
    }
  }

  static Inspector inspector(Snapshot snapshot) {
    Detection detection = new CPython().detect(snapshot);
    return assertInstanceOf(Detection.Found.class, detection, () -> "not found: " + detection)
        .inspector();
  }

  private static void compare(Pythons.Python python, Inspector inspector, Truth truth) {
    assertEquals("CPython " + python.version(), inspector.title());
    Map<String, ScriptThread> threads =
        inspector.threads().stream()
            .collect(Collectors.toMap(ScriptThread::name, t -> t, (first, _) -> first));
    List<String> differences = new ArrayList<>();
    int frames = 0;
    int values = 0;
    for (TrueThread thread : truth.threads()) {
      ScriptThread found = threads.get(thread.name());
      assertTrue(found != null, () -> thread.name() + " is not among " + threads.keySet());
      assertTrue(Objects.requireNonNull(found).tid().isPresent(), () -> "no tid: " + found);
      ScriptStack stack = inspector.stack(found, AMPLE);
      assertEquals(List.of(), stack.problems(), thread::name);
      assertEquals(
          thread.frames().stream().map(TrueFrame::function).toList(),
          stack.frames().stream().map(ScriptFrame::function).toList());
      for (int i = 0; i < stack.frames().size(); i++) {
        compareFrame(thread.frames().get(i), stack.frames().get(i), differences);
        values +=
            compareLocals(inspector, thread.frames().get(i), stack.frames().get(i), differences);
        frames++;
      }
    }
    assertEquals(
        "",
        String.join(
            "\n",
            differences.stream().map(d -> d.substring(0, Math.min(d.length(), 400))).toList()));
    int allFrames = frames;
    int allValues = values;
    assertAll(
        () -> assertTrue(allFrames > 80), () -> assertTrue(allValues > 250, () -> "" + allValues));
  }

  private static void compareFrame(TrueFrame truth, ScriptFrame frame, List<String> differences) {
    String expected =
        "%s:%d-%d:%d-%d"
            .formatted(
                truth.file(), truth.line(), truth.endLine(), truth.column(), truth.endColumn());
    int endLine = frame.columns().map(ScriptFrame.Columns::endLine).orElse(-1);
    int start = frame.columns().map(ScriptFrame.Columns::start).orElse(-1);
    int end = frame.columns().map(ScriptFrame.Columns::end).orElse(-1);
    String seen = "%s:%d-%d:%d-%d".formatted(frame.file(), frame.line(), endLine, start, end);
    if (!expected.equals(seen)) {
      differences.add(truth.function() + ": " + seen + " instead of " + expected);
    }
  }

  private static int compareLocals(
      Inspector inspector, TrueFrame truth, ScriptFrame frame, List<String> differences) {
    if (truth.locals().isEmpty()) {
      return 0;
    }
    Map<String, String> seen =
        inspector.locals(frame, AMPLE).stream()
            .collect(Collectors.toMap(Variable::name, v -> v.value().text()));
    if (!seen.keySet().equals(truth.locals().keySet())) {
      differences.add(
          truth.function() + " has " + seen.keySet() + ", not " + truth.locals().keySet());
    }
    truth
        .locals()
        .forEach((name, text) -> {
          String ours = seen.getOrDefault(name, "nothing");
          if (!same(text, ours)) {
            differences.add(
                "%s.%s: %s instead of %s".formatted(truth.function(), name, ours, text));
          }
        });
    return truth.locals().size();
  }

  /// Equal but for what `repr` hides: attributes of instances, which pmdb shows, and the state of a
  /// lock.
  private static boolean same(String truth, String ours) {
    return ours.equals(truth)
        || (truth.endsWith(">") && ours.startsWith(truth.substring(0, truth.length() - 1) + ", "))
        || (truth.startsWith("<locked _thread.lock") && ours.startsWith("<_thread.lock object at"));
  }
}
