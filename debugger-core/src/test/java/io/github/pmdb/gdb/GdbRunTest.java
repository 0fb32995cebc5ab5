package io.github.pmdb.gdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.gdb.process.GdbLaunch;
import io.github.pmdb.gdb.process.GdbProcess;
import io.github.pmdb.gdb.pty.TerminalSize;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.LiveEngine;
import io.github.pmdb.target.OpenOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Programs that we start, over gdb's real ptys.
@Timeout(120)
class GdbRunTest {
  @TempDir Path directory;

  private final GdbStart start = new GdbStart(_ -> pty());

  private static GdbConnection pty() {
    Requirement.tool("gdb");
    return GdbProcess.start(GdbLaunch.usual(TerminalSize.USUAL));
  }

  @Test
  void stopsInMainWithTheArgumentsAndEndsWithUs() throws IOException {
    Path program = Program.c(directory, "sleepers", Program.SLEEPERS, "-O0", "-g");
    String odd = "it's \"$HOME\" *";
    long pid;
    try (LiveEngine engine = start.run(List.of(program.toString(), odd), OpenOptions.DEFAULT)) {
      pid = engine.pid().orElseThrow();
      assertTrue(engine.stopped());
      assertEquals("main", engine.frames(pid, 10).getFirst().function().orElse(""));
      assertEquals(
          program + "\0" + odd + "\0", Files.readString(Path.of("/proc/" + pid + "/cmdline")));
    }
    RunningThreads.await("the program ended", () -> ProcessHandle.of(pid).isEmpty());
  }

  @Test
  void strippedProgramsStopAtTheirFirstInstruction() {
    Path program = Program.c(directory, "sleepers", Program.SLEEPERS, "-O0", "-s");
    try (LiveEngine engine = start.run(List.of(program.toString()), OpenOptions.DEFAULT)) {
      assertTrue(engine.stopped());
      assertEquals(1, RunningThreads.states(engine.pid().orElseThrow()).size());
    }
  }

  @Test
  void aProgramThatIsNotThere() {
    UserError error =
        assertThrows(
            UserError.class, () -> start.run(List.of("./no-such-program"), OpenOptions.DEFAULT));
    assertTrue(String.valueOf(error.getMessage()).contains("no-such-program"));
  }
}
