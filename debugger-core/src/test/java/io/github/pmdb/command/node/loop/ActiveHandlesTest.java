package io.github.pmdb.command.node.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.node.loop.Timer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ActiveHandlesTest {
  private static final Timer TIMER =
      new Timer(
          0x10, "tick", Duration.ofMillis(50), Optional.of(Duration.ofMillis(20)), true, true);

  private static String row(Duration since) {
    return ActiveHandles.row("", TIMER, since).text();
  }

  @Test
  void aTimerIsDueFromTheLastTurnOn() {
    assertEquals("  * Interval 0x10: tick, each 50 ms, due in 20 ms", row(Duration.ZERO));
    assertEquals("  * Interval 0x10: tick, each 50 ms, due in 5 ms", row(Duration.ofMillis(15)));
  }

  @Test
  void whatABusyLoopKeepsWaitingIsOverdue() {
    assertEquals(
        "  * Interval 0x10: tick, each 50 ms, overdue by 5.0 s", row(Duration.ofMillis(5020)));
  }
}
