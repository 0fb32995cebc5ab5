package io.github.pmdb.cpython.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pmdb.cpython.Forged;
import io.github.pmdb.cpython.layout.Build;
import io.github.pmdb.cpython.layout.Layouts;
import io.github.pmdb.cpython.layout.PythonVersion;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.thread.Cancellation;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What ends a walk.
class BudgetTest {
  private final Heap heap =
      new Heap(
          new Forged(0x1000, 0x100),
          Layouts.of(new PythonVersion(3, 11, 3), Build.RELEASE).orElseThrow(),
          Map.of());

  @Test
  void aSpentBudgetIsAFaultOfEachRead() {
    Heap small = heap.within(new Budget(2, 1 << 20));
    small.memory().i64(0x1000);
    small.memory().i64(0x1000);
    assertThrows(MemoryFault.class, () -> small.memory().i64(0x1000));
  }

  /// It is no fault: walkers go on with the next item after one.
  @Test
  void aCancelledCommandReadsNothingMore() {
    Heap ample = heap.within(Budget.ofSearch());
    Cancellation cancellation = new Cancellation();
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                cancellation.guard(() -> {
                  ample.memory().i64(0x1000);
                  cancellation.cancel();
                  assertEquals(true, Thread.interrupted());
                  return ample.memory().i64(0x1000);
                }));
    assertEquals("cancelled", error.getMessage());
  }
}
