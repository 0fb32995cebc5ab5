package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.Pythons.Python;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.frame.Certainty;
import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.frame.Unwinder;
import io.github.pmdb.frame.merge.MergedStack;
import io.github.pmdb.frame.merge.MergedStack.NativeItem;
import io.github.pmdb.frame.merge.MergedStack.ScriptItem;
import io.github.pmdb.frame.merge.StackMerger;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Interpreter.Detection;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.snapshot.ThreadInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Python frames among native frames, on cores of every CPython at hand.
class MergedStackTest {
  @TempDir Path directory;

  static List<Python> pythons() {
    return Pythons.all();
  }

  private static MergedStack merged(CoreSnapshot core) {
    ThreadInfo thread = core.threads().getFirst();
    Inspector inspector = ((Detection.Found) new CPython().detect(core)).inspector();
    ScriptStack scripts =
        inspector.threads().stream()
            .filter(t -> t.tid().orElse(-1) == thread.tid())
            .map(t -> inspector.stack(t, Limits.DEFAULT))
            .findFirst()
            .orElseThrow();
    return StackMerger.merge(
        Unwinder.unwind(core, thread, 10_000), scripts, inspector, core.memory());
  }

  /// What is shown, in order: functions of Python as `py:NAME`, native ones of `wanted`.
  private static List<String> shown(MergedStack stack, List<String> wanted) {
    List<String> names = new ArrayList<>();
    for (MergedStack.Item item : stack.frames()) {
      switch (item) {
        case ScriptItem(ScriptFrame frame) -> {
          assertEquals(Certainty.SURE, frame.certainty(), frame.toString());
          names.add("py:" + frame.function().replaceAll(".*\\.", ""));
        }
        case NativeItem(NativeFrame frame, boolean internal) -> {
          String name = frame.function().orElse("?");
          if (!internal && wanted.stream().anyMatch(name::startsWith)) {
            names.add(name);
          }
        }
      }
    }
    return names;
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void aCallbackLiesBetweenTheFramesThatCalledIt(Python python) {
    Path library = Fixture.compileShared("native");
    List<String> command = python.command("ctypes-crash", library.toString());
    try (CoreSnapshot core =
        CoreFiles.open(CoreMaker.kernelCore(directory, command), CoreOptions.DEFAULT)) {
      MergedStack stack = merged(core);
      assertEquals(
          List.of(
              "first_byte", "py:visit", "each", "py:read_all", "py:main", "py:<module>", "_start"),
          shown(stack, List.of("first_byte", "each", "_start", "_PyEval_EvalFrame")));
      assertEquals(List.of(), stack.problems());
    }
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void generatorsKeepTheirOrder(Python python) {
    try (RunningFixture running = Fixture.startPython(python, "generators");
        CoreSnapshot core =
            CoreFiles.open(CoreMaker.gcore(running.pid(), directory), CoreOptions.DEFAULT)) {
      List<String> shown = shown(merged(core), List.of("_start", "_PyEval_EvalFrame"));
      List<String> own = List.of("py:numbers", "py:<genexpr>", "py:squares");
      int at = shown.indexOf("py:numbers");
      assertEquals(own, shown.subList(at, at + 3), shown.toString());
      assertEquals(List.of("py:<module>", "_start"), shown.subList(shown.size() - 2, shown.size()));
      assertTrue(merged(core).problems().isEmpty());
    }
  }
}
