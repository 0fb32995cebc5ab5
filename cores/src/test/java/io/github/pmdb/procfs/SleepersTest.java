package io.github.pmdb.procfs;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.snapshot.ThreadInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SleepersTest {
  private static final String SOURCE =
      """
      #define _GNU_SOURCE
      #include <pthread.h>
      #include <semaphore.h>
      #include <signal.h>
      #include <stdio.h>
      #include <unistd.h>

      static sem_t never, step;
      static void *still(void *x) { pthread_setname_np(pthread_self(), "still"); sem_wait(&never); return x; }
      static void *moving(void *x) { pthread_setname_np(pthread_self(), "moving"); for (;;) sem_wait(&step); return x; }
      static void on_signal(int number) { (void) number; sem_post(&step); }

      int main(void) {
        pthread_t a, b;
        signal(SIGUSR1, on_signal);
        pthread_create(&a, NULL, still, NULL);
        pthread_create(&b, NULL, moving, NULL);
        puts("ready");
        fflush(stdout);
        for (;;) pause();
      }
      """;

  @TempDir private Path directory;

  @Test
  void whoHasRunMeanwhileIsToldFromWhoHasNot() throws Exception {
    try (CProgram program = CProgram.start(CProgram.compile(directory, SOURCE).toString());
        LiveSnapshot process = asleep(program.pid())) {
      long still = tid(process, "still");
      long moving = tid(process, "moving");
      Sleepers sleepers = Sleepers.of(process);
      assertTrue(sleepers.slept(still));
      assertTrue(sleepers.slept(moving));
      assertTrue(sleepers.slept(program.pid()), "it is in pause()");
      new ProcessBuilder("kill", "-USR1", Long.toString(program.pid())).start().waitFor();
      await(() -> !sleepers.slept(moving));
      await(() -> Sleepers.of(process).slept(moving));
      assertFalse(sleepers.slept(moving), "it sleeps again, and has run between");
      assertTrue(sleepers.slept(still));
    }
  }

  /// Once all threads have come to where they sleep.
  private static LiveSnapshot asleep(long pid) {
    return assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          while (true) {
            LiveSnapshot process = LiveProcess.open(pid);
            long futexes =
                process.threads().stream()
                    .filter(t -> t.name().equals("still") || t.name().equals("moving"))
                    .filter(t ->
                        process.blockedAt(t.tid()).filter(a -> a.futex().isPresent()).isPresent())
                    .count();
            if (futexes == 2 && process.blockedAt(pid).isPresent()) {
              return process;
            }
            process.close();
          }
        });
  }

  private static void await(BooleanSupplier condition) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
          }
        });
  }

  private static long tid(LiveSnapshot process, String name) {
    return process.threads().stream()
        .filter(t -> t.name().equals(name))
        .mapToLong(ThreadInfo::tid)
        .findFirst()
        .orElseThrow();
  }
}
