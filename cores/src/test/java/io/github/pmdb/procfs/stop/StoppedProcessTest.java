package io.github.pmdb.procfs.stop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.procfs.CProgram;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.file.ProcStatus;
import io.github.pmdb.snapshot.Consistency;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.snapshot.UserError;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
final class StoppedProcessTest {
  /// Threads that count, one that starts short-lived threads all the time, and SIGUSR1 counted.
  private static final String SOURCE =
      """
      #include <pthread.h>
      #include <signal.h>
      #include <stdio.h>
      #include <unistd.h>
      volatile long counters[3];
      volatile long signals;
      static void *count(void *x) { for (;;) (*(volatile long *) x)++; return NULL; }
      static void *brief(void *x) { return x; }
      static void *churn(void *x) {
        for (;;) { pthread_t t; pthread_create(&t, NULL, brief, x); pthread_join(t, NULL);
          counters[2]++; } return NULL; }
      static void on_signal(int s) { (void) s; signals++; }
      int main(void) {
        signal(SIGUSR1, on_signal);
        pthread_t t;
        pthread_create(&t, NULL, count, (void *) &counters[0]);
        pthread_create(&t, NULL, count, (void *) &counters[1]);
        pthread_create(&t, NULL, churn, NULL);
        printf("%p\\n", (void *) counters);
        fflush(stdout);
        for (;;) pause();
      }
      """;

  @TempDir private Path directory;

  private CProgram start() throws Exception {
    return CProgram.start(CProgram.compile(directory, SOURCE).toString());
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(5);
    }
  }

  private static char state(long pid) {
    return ProcStatus.of(pid).orElseThrow().state();
  }

  private static boolean allEnded(long pid) {
    ProcDirectory directory = ProcDirectory.of(pid);
    return directory.numbers("task").stream()
        .flatMap(tid -> ProcStatus.read(directory.thread(tid)).stream())
        .allMatch(status -> status.state() == 'Z' || status.state() == 'X');
  }

  private static void signal(long pid, String name) throws Exception {
    assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor());
  }

  private static boolean mainThreadWaits(long pid) {
    try (LiveSnapshot running = LiveProcess.open(pid)) {
      return running.threads().getFirst().state().waitsFor().filter("pause()"::equals).isPresent();
    }
  }

  @Test
  void standsStillWithRegistersAndRunsOn() throws Exception {
    try (CProgram program = start()) {
      long counters = Long.decode(program.firstLine());
      for (int round = 0; round < 20; round++) {
        // A call that a stop has interrupted takes a moment to begin anew.
        await(() -> mainThreadWaits(program.pid()));
        long after;
        try (StoppedProcess stopped = StoppedProcess.stop(program.pid())) {
          LiveSnapshot snapshot = stopped.snapshot();
          assertEquals(Consistency.STILL, snapshot.consistency());
          for (ThreadInfo thread : snapshot.threads()) {
            Registers registers = thread.registers().orElseThrow();
            assertTrue(snapshot.mappingAt(registers.sp()).orElseThrow().writable());
            assertTrue(snapshot.mappingAt(registers.pc()).orElseThrow().executable());
          }
          assertEquals("pause()", snapshot.threads().getFirst().state().waitsFor().orElseThrow());
          after = sum(snapshot, counters);
          assertEquals(after, sum(snapshot, counters));
        }
        try (LiveSnapshot running = LiveProcess.open(program.pid())) {
          await(() -> sum(running, counters) > after);
        }
      }
    }
  }

  private static long sum(LiveSnapshot snapshot, long counters) {
    return snapshot.memory().i64(counters)
        + snapshot.memory().i64(counters + 8)
        + snapshot.memory().i64(counters + 16);
  }

  @Test
  void measuresThePause() throws Exception {
    try (CProgram program = start()) {
      long before = System.nanoTime();
      StoppedProcess stopped = StoppedProcess.stop(program.pid());
      long inside = System.nanoTime();
      assertEquals('t', state(program.pid()));
      long least = System.nanoTime() - inside;
      stopped.close();
      long most = System.nanoTime() - before;
      long whole = stopped.length().toNanos();
      assertTrue(least <= whole && whole <= most, least + " <= " + whole + " <= " + most);
      stopped.close();
      assertEquals(whole, stopped.length().toNanos());
    }
  }

  @Test
  void leavesAStoppedProcessStopped() throws Exception {
    try (CProgram program = start()) {
      signal(program.pid(), "STOP");
      await(() -> state(program.pid()) == 'T');
      try (StoppedProcess stopped = StoppedProcess.stop(program.pid())) {
        assertEquals('T', stopped.snapshot().threads().getFirst().state().code());
      }
      // The kernel puts it back to sleep only when it has run once.
      await(() -> state(program.pid()) == 'T');
      signal(program.pid(), "CONT");
      await(() -> state(program.pid()) == 'S');
    }
  }

  @Test
  void losesNoSignal() throws Exception {
    try (CProgram program = start();
        LiveSnapshot running = LiveProcess.open(program.pid())) {
      long signals = running.objects().getFirst().symbols().find("signals").orElse(0);
      long counters = Long.decode(program.firstLine());
      try (StoppedProcess _ = StoppedProcess.stop(program.pid())) {
        signal(program.pid(), "USR1");
      }
      long address = signals != 0 ? signals : counters + 24;
      await(() -> running.memory().i64(address) == 1);
    }
  }

  @Test
  void refusesATracedProcessAndNamesTheTracer() throws Exception {
    try (CProgram program = start();
        StoppedProcess _ = StoppedProcess.stop(program.pid())) {
      UserError error = assertThrows(UserError.class, () -> StoppedProcess.stop(program.pid()));
      assertTrue(
          String.valueOf(error.getMessage())
              .matches(
                  "process %d is traced already, by process %d \\(.*\\)"
                      .formatted(program.pid(), ProcessHandle.current().pid())),
          error.getMessage());
    }
  }

  @Test
  void aProcessThatIsKilledMeanwhileIsNoTrouble() throws Exception {
    try (CProgram program = start()) {
      try (StoppedProcess stopped = StoppedProcess.stop(program.pid())) {
        // It stays a zombie for as long as we trace it.
        signal(program.pid(), "KILL");
        await(() -> allEnded(program.pid()));
        assertThrows(UserError.class, () -> stopped.snapshot().memory().bytes(0x1000, 8));
      }
      // Its parent can take its leave at once.
      assertTrue(
          ProcStatus.of(program.pid())
              .flatMap(s -> s.tracer().stream().boxed().findFirst())
              .isEmpty());
    }
  }
}
