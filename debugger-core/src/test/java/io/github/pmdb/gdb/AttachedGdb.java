package io.github.pmdb.gdb;

import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.mi.MiCommand;
import io.github.pmdb.mi.MiSession;
import io.github.pmdb.mi.MiTransport;
import io.github.pmdb.mi.Transcript;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A plain gdb, attached to [Program#SLEEPERS].
final class AttachedGdb {
  static final Duration LIMIT = Duration.ofSeconds(60);

  private AttachedGdb() {}

  interface Work {
    void with(GdbDialog gdb, long pid);
  }

  /// The program goes on sleeping afterwards.
  static void during(Path directory, Work work) {
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
        work.with(dialog, running.pid());
        dialog.ask(MiCommand.raw("-target-detach", ""), LIMIT);
      } finally {
        gdb.kill();
      }
      RunningThreads.awaitSleeping(running.pid());
    }
  }
}
