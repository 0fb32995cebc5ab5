package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Stacks that are longer than what is read of them: both ends are there, and how many frames lie
/// between is known exactly.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DeepStacksTest {
  private static final int MOST = Limits.DEFAULT.frames();
  private static final int OUTERMOST = 100;

  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Stream.concat(Pythons.allWithOld().stream(), Pythons.everySpecial().stream())
        .filter(python -> python.imports("resource"));
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void bothEndsOfALongStackAreRead(Pythons.Python python) throws IOException {
    check(python, "16000", "");
  }

  /// Through a class there are frames between that are nobody's.
  @ParameterizedTest
  @MethodSource("pythons")
  void whatIsHiddenIsNotCounted(Pythons.Python python) throws IOException {
    check(python, "16000", "mixed");
  }

  /// No more than what is read.
  @ParameterizedTest
  @MethodSource("pythons")
  void aStackThatFitsIsWhole(Pythons.Python python) throws IOException {
    try (RunningFixture process = start(python, "4990", "")) {
      int depth = depth(process);
      Targets.awaitStill(process);
      try (Snapshot live = LiveProcess.open(process.pid())) {
        ScriptStack stack = stack(live, Limits.DEFAULT);
        assertEquals(List.of(), stack.problems());
        assertEquals(levels(0, depth), levels(stack));
      }
    }
  }

  private static void check(Pythons.Python python, String calls, String kind) throws IOException {
    try (RunningFixture process = start(python, calls, kind)) {
      int depth = depth(process);
      Targets.awaitStill(process);
      try (Snapshot live = LiveProcess.open(process.pid())) {
        compare(stack(live, Limits.DEFAULT), depth);
        assertEquals(3, stack(live, new Limits(3, 0, 0, 0)).frames().size());
      }
      Path file = CoreMaker.gcore(process.pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        compare(stack(core, Limits.DEFAULT), depth);
      } finally {
        Files.delete(file);
      }
    }
  }

  private static RunningFixture start(Pythons.Python python, String... arguments) {
    return RunningFixture.start(python.command("deep", arguments));
  }

  private static int depth(RunningFixture process) {
    return Integer.parseInt(process.linesBefore("ready").getLast());
  }

  private static ScriptStack stack(Snapshot snapshot, Limits limits) {
    Inspector inspector = Targets.inspector(snapshot);
    return inspector.stack(inspector.threads().getFirst(), limits);
  }

  /// Some of the frames that are read are shown to nobody.
  private static void compare(ScriptStack stack, int depth) {
    List<Integer> found = levels(stack);
    int inner = 0;
    while (inner < found.size() && found.get(inner) == inner) {
      inner++;
    }
    int outer = found.size() - inner;
    assertTrue(inner <= MOST - OUTERMOST && inner > MOST * 3 / 4, inner + " frames");
    assertTrue(outer <= OUTERMOST && outer > OUTERMOST * 3 / 4, outer + " frames");
    assertEquals(levels(depth - outer, depth), found.subList(inner, found.size()));
    assertEquals("<module>", stack.frames().getLast().function());
    assertEquals("main", stack.frames().get(found.size() - 2).function());
    assertEquals(1, stack.problems().size());
    String told = stack.problems().getFirst().what();
    String shown =
        "only the innermost %d and the outermost %d of %d frames are shown; the others run "
            .formatted(inner, outer, depth);
    assertTrue(told.startsWith(shown), told);
  }

  private static List<Integer> levels(ScriptStack stack) {
    return stack.frames().stream().map(ScriptFrame::level).toList();
  }

  private static List<Integer> levels(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }
}
