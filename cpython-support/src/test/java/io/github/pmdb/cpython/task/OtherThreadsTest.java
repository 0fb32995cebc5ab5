package io.github.pmdb.cpython.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.cpython.Forged;
import io.github.pmdb.cpython.layout.Build;
import io.github.pmdb.cpython.layout.Layouts;
import io.github.pmdb.cpython.layout.PythonVersion;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.task.RunningFrames.Stack;
import io.github.pmdb.frame.Certainty;
import io.github.pmdb.interpreter.ScriptFrame;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Threads of which it is not known that they have nothing to do.
class OtherThreadsTest {
  private static final Heap HEAP =
      new Heap(
          new Forged(0x1000, 16),
          Layouts.of(new PythonVersion(3, 11, 3), Build.RELEASE).orElseThrow(),
          Map.of());

  private static final ScriptFrame WAITS =
      new ScriptFrame(
          "Python",
          0,
          0x1000,
          "Condition.wait",
          "/usr/lib/python3.11/threading.py",
          320,
          Optional.empty(),
          Optional.empty(),
          true,
          Certainty.SURE,
          "");

  @Test
  void aStackThatLacksFramesIsNotIdle() {
    List<Stack> stacks =
        List.of(
            new Stack(OptionalLong.of(1), List.of(), true),
            new Stack(OptionalLong.of(2), List.of(WAITS), false),
            new Stack(OptionalLong.of(3), List.of(WAITS), true));
    OtherThreads threads = new OtherThreads(HEAP, stacks, _ -> OptionalLong.empty());
    assertEquals(List.of(1L, 2L), threads.beside(Set.of()));
  }
}
