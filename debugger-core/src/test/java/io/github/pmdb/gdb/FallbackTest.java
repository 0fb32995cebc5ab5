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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What older gdbs and those without Python answer agrees with what the extension says.
@Timeout(120)
class FallbackTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void threeWaysToTheSameFrames() {
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
        compare(dialog, running.pid());
      } finally {
        gdb.kill();
      }
    }
  }

  private static void compare(GdbDialog dialog, long tid) {
    GdbExtension machine = GdbExtension.load(dialog).orElseThrow();
    GdbExtension json = GdbExtension.console(dialog);
    PlainFrames plain = new PlainFrames(dialog);
    FramesReply expected = machine.frames(tid, 100, LIMIT);
    assertEquals(expected, json.frames(tid, 100, LIMIT));
    assertEquals(machine.selection(), json.selection());
    assertEquals(machine.selection(), plain.selection());
    assertEquals(2, machine.select(tid, 2).level());
    assertEquals(machine.selection(), plain.selection());
    assertEquals(1, json.select(tid, 1).level());
    assertEquals(machine.selection(), plain.selectFrame(1));
    assertEquals(machine.selection().lwp(), plain.selectThread(tid).lwp());
    FramesReply byMi = plain.frames(tid, 100, LIMIT);
    assertEquals(
        expected.frames().stream().map(FallbackTest::known).toList(),
        byMi.frames().stream().map(FallbackTest::known).toList());
  }

  private static String known(FramesReply.Frame frame) {
    return frame.pc() + " " + frame.sp() + " " + frame.function() + " " + frame.line();
  }
}
