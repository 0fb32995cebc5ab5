package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.frame.Unwinder;
import io.github.pmdb.frame.merge.MergedStack;
import io.github.pmdb.frame.merge.StackMerger;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each run of Python frames is tied to the native frame of the eval loop that runs it.
class AnchorTest {
  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Pythons.all().stream();
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void everyRunOfFramesMeetsItsEvalFrame(Pythons.Python python) throws IOException {
    try (Targets target = Targets.truthful(python, directory)) {
      Path file = CoreMaker.gcore(target.process().pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        Inspector inspector = Targets.inspector(core);
        List<String> loose = new ArrayList<>();
        for (ScriptThread thread : inspector.threads()) {
          check(core, inspector, thread, loose);
        }
        assertEquals(List.of(), loose);
      }
      Files.delete(file);
    }
  }

  private static void check(
      Snapshot core, Inspector inspector, ScriptThread thread, List<String> loose) {
    ScriptStack stack = inspector.stack(thread, Limits.DEFAULT);
    List<NativeFrame> frames =
        Unwinder.unwind(core, core.thread(thread.tid().orElseThrow()).orElseThrow(), 1000);
    long runs = stack.frames().stream().filter(ScriptFrame::outermostInEval).count();
    long evals = frames.stream().filter(inspector::isEvalBoundary).count();
    long anchors = stack.frames().stream().filter(f -> f.anchor().isPresent()).count();
    if (runs != evals || runs != anchors) {
      loose.add(
          "%s: %d runs, %d eval frames, %d anchors".formatted(thread.name(), runs, evals, anchors));
    }
    MergedStack merged = StackMerger.merge(frames, stack, inspector, core.memory());
    merged.problems().forEach(p -> loose.add(thread.name() + ": " + p.what()));
    assertTrue(runs > 0);
  }
}
