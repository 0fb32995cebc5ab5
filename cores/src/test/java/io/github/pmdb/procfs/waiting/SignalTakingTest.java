package io.github.pmdb.procfs.waiting;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import org.junit.jupiter.api.Test;

class SignalTakingTest {
  private static final int SIGINT = 2;

  private static void assertUnseen(boolean expected, String program, String... arguments) {
    try (RunningFixture running = Fixture.startC(program, arguments)) {
      assertEquals(expected, SignalTaking.unseen(running.pid(), SIGINT));
    }
  }

  @Test
  void whoWaitsForSignalsTakesThem() {
    assertUnseen(true, "takes-signals");
  }

  @Test
  void whoHasThemBlockedGetsNone() {
    assertUnseen(true, "takes-signals", "blocks");
  }

  @Test
  void anyOtherIsInterruptedByThem() {
    assertUnseen(false, "threads-blocked");
  }
}
