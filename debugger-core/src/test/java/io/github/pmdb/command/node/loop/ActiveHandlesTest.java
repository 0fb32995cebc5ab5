package io.github.pmdb.command.node.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.node.loop.Timer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ActiveHandlesTest {
  private static final Duration DELAY = Duration.ofMillis(50);
  private static final Timer TIMER =
      new Timer(0x10, "tick", DELAY, Optional.of(Duration.ofMillis(20)), true, true, false);

  private static String row(Duration since) {
    return row(TIMER, since);
  }

  private static String row(Timer timer, Duration since) {
    return ActiveHandles.row("", timer, since).text();
  }

  @Test
  void anIntervalThatRunsIsSetAgain() {
    Timer running = new Timer(0x10, "tick", DELAY, Optional.empty(), true, true, true);
    assertEquals(
        "  * Interval 0x10: tick, each 50 ms, runs now and is set again when it returns",
        row(running, DELAY));
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
