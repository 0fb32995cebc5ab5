package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.procfs.file.ProcStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is told of programs that ended themselves, were ended, or have ended before.
@Timeout(120)
class EndedMainTest {
  private static final String ABORT = "the program ended itself with abort()";

  @TempDir Path directory;

  private static Run verdict(Path core) {
    return Run.pmdb("", "--no-gdb", "--batch", "core", core.toString());
  }

  @Test
  void theLastWordsOfTheCLibraryAreTold() {
    String program = Fixture.compile("double-free").toString();
    Run run = verdict(CoreMaker.kernelCore(directory, List.of(program)));
    run.says(ABORT, "the C library said: free(): double free detected");
  }

  @Test
  void anAbortSentFromOutsideIsNotTheProgramsOwn() {
    String program = Fixture.compile("threads-blocked").toString();
    Run run = verdict(CoreMaker.kernelCore(directory, List.of(program), "ABRT"));
    run.says("was killed by SIGABRT (sent by kill)", "sent by process ");
    assertFalse(run.out().contains(ABORT), run.out());
  }

  @Test
  void ofACoreThatEndsBeforeTheSignalsNoteItsSenderIsNotClaimed() throws IOException {
    String program = Fixture.compile("double-free").toString();
    Path whole = CoreMaker.kernelCore(directory, List.of(program));
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(whole)).order(ByteOrder.LITTLE_ENDIAN);
    int headers = bytes.getShort(56); // e_phnum; NT_PRSTATUS and NT_PRPSINFO fill 512 bytes
    Path cut = directory.resolve("cut");
    Files.write(cut, Arrays.copyOf(bytes.array(), 64 + 56 * headers + 600));
    Run run = verdict(cut);
    run.says("was killed by SIGABRT\n", "who or what raised it is not known", "the notes are cut");
    assertFalse(run.out().contains(ABORT), run.out());
  }

  @Test
  void aSignalThatTheProcessSentItselfByKillIsNoAbort() {
    List<String> program = List.of("sh", "-c", "kill -ABRT $$");
    Run run = verdict(CoreMaker.kernelCore(directory, program));
    run.says("(sent by kill)", "the process sent the signal to itself");
    assertFalse(run.out().contains(ABORT), run.out());
  }

  @Test
  void aProcessThatHasEndedHasItsExitCode() throws IOException {
    // The child ends when its parent is no shell any more, which would ask for its status.
    String child = "sh -c 'until grep -q sleep /proc/$PPID/comm; do :; done' & echo $!";
    Process parent = new ProcessBuilder("sh", "-c", child + "; exec sleep 600").start();
    try (BufferedReader lines = parent.inputReader()) {
      String pid = lines.readLine();
      while (ProcStatus.of(Long.parseLong(pid)).orElseThrow().state() != 'Z') {
        Thread.onSpinWait();
      }
      for (String how : List.of("--batch attach", "bt", "--no-gdb --batch")) {
        Run run = Run.pmdb("", (how + " " + pid).split(" "));
        assertEquals(16, run.code(), run.err());
        assertTrue(run.err().contains("has ended already (a zombie)"), run.err());
      }
    } finally {
      parent.destroyForcibly();
    }
  }
}
