package io.github.pmdb.procfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.procfs.lock.Deadlock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A process that waits for the lock of a file which it holds itself, by another descriptor.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OwnFileLockTest {
  private static final String SOURCE =
      """
      #include <fcntl.h>
      #include <pthread.h>
      #include <signal.h>
      #include <stdio.h>
      #include <string.h>
      #include <sys/file.h>
      #include <sys/prctl.h>
      #include <unistd.h>

      static void *rest(void *x) { for (;;) pause(); return x; }

      int main(int argc, char **argv) {
        int first = open(argv[1], O_RDWR | O_CREAT, 0600), second = open(argv[1], O_RDWR);
        flock(first, LOCK_EX);
        pthread_t t;
        if (argc > 2 && strcmp(argv[2], "thread") == 0) pthread_create(&t, NULL, rest, NULL);
        if (argc > 2 && strcmp(argv[2], "child") == 0 && fork() == 0) {
          prctl(PR_SET_PDEATHSIG, SIGKILL);
          rest(NULL);
        }
        printf("%d\\n", first);
        fflush(stdout);
        return flock(second, LOCK_EX);
      }
      """;

  @TempDir private Path directory;

  @Test
  void isDeadlockedByItself() throws Exception {
    assertEquals(1, deadlocks());
  }

  @Test
  void anotherThreadCouldLetTheLockGo() throws Exception {
    assertEquals(0, deadlocks("thread"));
  }

  @Test
  void aChildHasInheritedTheLock() throws Exception {
    assertEquals(0, deadlocks("child"));
  }

  private int deadlocks(String... how) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                CProgram.compile(directory, SOURCE).toString(),
                directory.resolve("locked").toString()));
    command.addAll(List.of(how));
    try (CProgram program = CProgram.start(command.toArray(String[]::new));
        LiveSnapshot process = asleep(program.pid())) {
      String waits = process.threads().getFirst().state().waitsFor().orElseThrow();
      String own = "LOCK_EX held by the process itself through fd " + program.firstLine() + ")";
      assertTrue(waits.endsWith(own), waits);
      return Deadlock.among(process.lockWaits()).size();
    }
  }

  private static LiveSnapshot asleep(long pid) {
    LiveSnapshot process = LiveProcess.open(pid);
    while (process
        .threads()
        .getFirst()
        .state()
        .waitsFor()
        .filter(w -> w.startsWith("flock"))
        .isEmpty()) {
      process.close();
      process = LiveProcess.open(pid);
    }
    return process;
  }
}
