package io.github.pmdb.procfs.stop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.procfs.CProgram;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.lock.LockWait;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.snapshot.ThreadState;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What was read before a stop is told of a thread that is found at the same place in it.
@Timeout(60)
final class StillSnapshotTest {
  private static final String SOURCE =
      """
      #include <pthread.h>
      #include <stdio.h>
      #include <unistd.h>
      static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
      static void *want(void *x) { pthread_mutex_lock(&lock); return x; }
      int main(void) {
        pthread_t t;
        pthread_mutex_lock(&lock);
        pthread_create(&t, NULL, want, NULL);
        puts("ready");
        fflush(stdout);
        for (;;) pause();
      }
      """;

  @TempDir private Path directory;

  @Test
  void aThreadThatHasRunBetweenWaitsForNothingThatIsKnown() throws Exception {
    try (CProgram program = CProgram.start(CProgram.compile(directory, SOURCE).toString())) {
      program.firstLine();
      try (LiveSnapshot process = waiting(program.pid())) {
        LockWait wait = process.lockWaits().getFirst();
        Map<Long, Registers> registers = registers(program.pid());
        StillSnapshot still = still(process, registers);
        assertEquals(List.of(wait), still.lockWaits());
        assertEquals('S', thread(still, wait.tid()).state().code());
        assertTrue(thread(still, wait.tid()).state().waitsFor().isPresent());

        ThreadState ran = new ThreadState('R', Optional.empty());
        for (String moved : List.of("rsp", "rip", "rdi", "orig_rax")) {
          Map<Long, Registers> others = new HashMap<>(registers);
          others.compute(wait.tid(), (_, old) -> with(old, moved));
          StillSnapshot later = still(process, others);
          assertEquals(List.of(), later.lockWaits(), moved);
          assertEquals(ran, thread(later, wait.tid()).state(), moved);
          assertEquals('S', thread(later, program.pid()).state().code(), moved);
        }
      }
    }
  }

  private static StillSnapshot still(LiveSnapshot process, Map<Long, Registers> registers) {
    return new StillSnapshot(process, process.memory(), registers, Before.of(process));
  }

  private static ThreadInfo thread(StillSnapshot still, long tid) {
    return still.thread(tid).orElseThrow();
  }

  private static Map<Long, Registers> registers(long pid) {
    try (HeldProcess held = HeldProcess.hold(pid)) {
      return held.registers();
    }
  }

  private static Registers with(Registers old, String changed) {
    return new Registers(
        Registers.NAMES.stream()
            .mapToLong(name -> old.get(name) + (name.equals(changed) ? 16 : 0))
            .toArray());
  }

  /// Once the thread sleeps for the lock.
  private static LiveSnapshot waiting(long pid) {
    while (true) {
      LiveSnapshot process = LiveProcess.open(pid);
      if (!process.lockWaits().isEmpty() && process.blockedAt(pid).isPresent()) {
        return process;
      }
      process.close();
    }
  }
}
