package io.github.pmdb.procfs.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class DeadlockTest {
  private static LockWait held(long tid, long owner) {
    return new LockWait(tid, 0x1000 + owner, owner);
  }

  @Test
  void chainsAreNoCycles() {
    assertEquals(List.of(), Deadlock.among(List.of()));
    assertEquals(List.of(), Deadlock.among(List.of(held(1, 2), held(2, 3), held(4, 3))));
  }

  @Test
  void findsCyclesWithoutTheChainsThatLeadIntoThem() {
    List<LockWait> waits =
        List.of(held(1, 5), held(5, 3), held(3, 4), held(4, 5), held(9, 9), held(2, 9));
    assertEquals(
        List.of(new Deadlock(List.of(3L, 4L, 5L)), new Deadlock(List.of(9L))),
        Deadlock.among(waits));
  }
}
