package io.github.pmdb.gdb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.mi.MiCommand;
import io.github.pmdb.mi.MiSession;
import io.github.pmdb.mi.MiTransport;
import io.github.pmdb.mi.Transcript;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// On a machine with AMX the process of this test would be damaged by gdb 13 as it is.
@Timeout(120)
class MendedRegistersTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void aMendedGdbWritesAllRegistersAndPutsThemBack() {
    Path program = Program.c(directory, "sleepers", Program.SLEEPERS, "-O1", "-g");
    try (RunningFixture running = RunningFixture.start(List.of(program.toString()))) {
      running.awaitReady();
      RunningThreads.awaitSleeping(running.pid());
      PipeGdb gdb = new PipeGdb();
      MiTransport transport = new MiTransport(gdb.miIn(), gdb.miOut());
      GdbState state = new GdbState();
      try (MiSession session = MiSession.open(transport, Transcript.none(), state::take)) {
        GdbDialog dialog = new GdbDialog(gdb, session);
        dialog.ask(MiCommand.raw("-target-attach", Long.toString(running.pid())), LIMIT);
        state.awaitStop(0, LIMIT);
        assertEquals(Optional.empty(), new GdbSetup(dialog).mendRegisters());
        writesRegisters(dialog, running.pid());
        dialog.ask(MiCommand.raw("-target-detach", ""), LIMIT);
      } finally {
        gdb.kill();
      }
      RunningThreads.awaitSleeping(running.pid());
    }
  }

  private static void writesRegisters(GdbDialog dialog, long pid) {
    String before = value(dialog, "$pc");
    value(dialog, "$xmm0.v4_int32[0] = 77");
    assertEquals(Long.toString(pid), value(dialog, "(int) getpid()"));
    assertEquals(before, value(dialog, "$pc"));
    assertEquals("77", value(dialog, "$xmm0.v4_int32[0]"));
  }

  private static String value(GdbDialog dialog, String expression) {
    return dialog
        .ask(MiCommand.of("-data-evaluate-expression", expression), LIMIT)
        .results()
        .text("value");
  }
}
