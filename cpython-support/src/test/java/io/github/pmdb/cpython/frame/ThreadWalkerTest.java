package io.github.pmdb.cpython.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.cpython.Forged;
import io.github.pmdb.cpython.layout.Build;
import io.github.pmdb.cpython.layout.Layout;
import io.github.pmdb.cpython.layout.Layouts;
import io.github.pmdb.cpython.layout.PythonVersion;
import io.github.pmdb.cpython.object.Heap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Lists of interpreters and threads that are damaged.
class ThreadWalkerTest {
  private static final Layout LAYOUT =
      Layouts.of(new PythonVersion(3, 11, 3), Build.RELEASE).orElseThrow();
  private static final long INTERPRETER = 0x10_0000;
  private static final long FIRST = 0x20_0000;
  private static final long SECOND = 0x21_0000;

  private final Forged memory =
      new Forged(INTERPRETER, 0x20_0000)
          .word(INTERPRETER + LAYOUT.offset("interp.tstate_head"), FIRST)
          .word(FIRST + LAYOUT.offset("tstate.next"), SECOND)
          .word(FIRST + LAYOUT.offset("tstate.thread_id"), 1)
          .word(SECOND + LAYOUT.offset("tstate.thread_id"), 2);

  private ThreadWalker.Found walk() {
    return ThreadWalker.walk(new Heap(memory, LAYOUT, Map.of()), INTERPRETER);
  }

  @Test
  void theOldestComesFirst() {
    ThreadWalker.Found found = walk();
    assertEquals(List.of(INTERPRETER), found.interpreters());
    assertEquals(
        List.of(2L, 1L), found.threads().stream().map(ThreadWalker.PyThread::pthread).toList());
    assertEquals(List.of(), found.problems());
  }

  @Test
  void aRingOfThreadsIsToldOnce() {
    memory.word(SECOND + LAYOUT.offset("tstate.next"), FIRST);
    ThreadWalker.Found found = walk();
    assertEquals(2, found.threads().size());
    assertEquals(1, found.problems().size());
    assertTrue(found.problems().getFirst().what().endsWith("it leads back to 0x200000"));
  }

  @Test
  void anInterpreterThatIsItsOwnNextIsTold() {
    memory.word(INTERPRETER + LAYOUT.offset("interp.next"), INTERPRETER);
    ThreadWalker.Found found = walk();
    assertEquals(2, found.threads().size());
    assertTrue(found.problems().getFirst().what().endsWith("it leads back to 0x100000"));
  }
}
