package io.github.pmdb.cpython.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Lines of source that take locks.
class TakingTest {
  @Test
  void theExpressionBeforeAcquireIsFound() {
    assertEquals(
        List.of("self.lock", "_other"),
        Taking.acquired("if self.lock.acquire() and _other.acquire_lock (0):"));
    assertEquals(List.of(), Taking.acquired("acquire(); x.acquired()"));
    assertEquals(List.of(), Taking.acquired("locks[0].acquire()"));
  }

  /// A pattern that begins anew at each character takes hours for it.
  @Timeout(60)
  @Test
  void aLineOfOneWordIsGoneThroughOnce() {
    assertEquals(List.of(), Taking.acquired("a".repeat(4_000_000)));
    assertEquals(List.of(), Taking.acquired("a.".repeat(2_000_000)));
  }
}
