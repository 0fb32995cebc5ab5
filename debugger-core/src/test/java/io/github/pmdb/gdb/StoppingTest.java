package io.github.pmdb.gdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.mi.MiParser;
import io.github.pmdb.mi.MiSession;
import io.github.pmdb.mi.MiTransport;
import io.github.pmdb.mi.Transcript;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Waiting for a gdb that says that a process runs, and nothing more.
@Timeout(60)
class StoppingTest {
  private final GdbState state = new GdbState();

  private void told(String line) {
    state.take(MiParser.parse(line.getBytes(StandardCharsets.UTF_8)));
  }

  private boolean stopSeen(long pid, Duration limit) {
    told("=thread-group-started,id=\"i1\",pid=\"" + pid + "\"");
    told("*running,thread-id=\"all\"");
    PipeGdb gdb = new PipeGdb();
    MiTransport transport = new MiTransport(gdb.miIn(), gdb.miOut());
    try (MiSession session = MiSession.open(transport, Transcript.none(), state::take)) {
      boolean seen = new Stopping(gdb, new GdbDialog(gdb, session), state).awaitStop(0, limit);
      assertEquals(seen, state.processes().isEmpty());
      return seen;
    } finally {
      gdb.kill();
    }
  }

  @Test
  void theEndOfAProcessIsKnownWithoutIt() {
    long pid;
    try (RunningFixture ended = Fixture.startC("takes-signals")) {
      pid = ended.pid();
    }
    assertTrue(stopSeen(pid, Duration.ofSeconds(50)));
    assertEquals(Map.of(), state.processes());
    assertFalse(state.running());
  }

  @Test
  void aProcessThatRunsIsWaitedFor() {
    try (RunningFixture running = Fixture.startC("takes-signals")) {
      assertFalse(stopSeen(running.pid(), Duration.ofSeconds(3)));
      assertTrue(state.running());
    }
  }
}
