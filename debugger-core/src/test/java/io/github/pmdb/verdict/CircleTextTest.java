package io.github.pmdb.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.procfs.lock.Deadlock;
import java.util.List;
import org.junit.jupiter.api.Test;

class CircleTextTest {
  private final ForgedCore core = new ForgedCore().addThread(1).addThread(2).addThread(3);

  @Test
  void saysWhoWaitsForWhom() {
    assertEquals(
        "thread 1 (worker) waits for a lock held by thread 2 (worker), which waits for a lock held"
            + " by thread 3 (worker), which waits for a lock held by thread 1 (worker)",
        CircleText.of(core, new Deadlock(List.of(1L, 2L, 3L))));
  }

  @Test
  void saysThatAThreadWaitsForItself() {
    assertEquals(
        "thread 2 (worker) waits for a lock that it holds itself",
        CircleText.of(core, new Deadlock(List.of(2L))));
  }
}
