package io.github.pmdb.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.procfs.lock.Deadlock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CircleTextTest {
  private final Map<Long, String> names = Map.of(1L, "one", 3L, "three");

  @Test
  void saysWhoWaitsForWhom() {
    assertEquals(
        "deadlock: thread 1 (one) waits for thread 2, which waits for thread 3 (three), which waits"
            + " for thread 1 (one)",
        CircleText.of(names, new Deadlock(List.of(1L, 2L, 3L))));
  }

  @Test
  void saysThatAThreadWaitsForItself() {
    assertEquals(
        "deadlock: thread 3 (three) waits for a lock that it holds itself",
        CircleText.of(names, new Deadlock(List.of(3L))));
  }

  @Test
  void saysThatAThreadWaitsForAFileOfItsOwn() {
    assertEquals(
        "deadlock: thread 3 (three) waits for the lock of a file that its own process holds",
        CircleText.ofFile(names, 3));
  }
}
