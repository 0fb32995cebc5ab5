package io.github.pmdb.core;

import io.github.pmdb.snapshot.ObjectSymbols.Symbol;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.ThreadInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The program whose cores tests read, and what they read of it.
final class Victim {
  static final String SOURCE =
      """
      #include <pthread.h>
      #include <signal.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>
      #include <unistd.h>
      const char constant_text[] = "a constant in .rodata";
      char written[16] = "before";
      static pthread_barrier_t barrier;
      static void *worker(void *unused) { pthread_barrier_wait(&barrier); for (;;) pause(); }
      static void crash_here(void) { *(volatile int *) 0x10 = 1; }
      int main(int count, char **arguments) {
        pthread_t thread;
        strcpy(written, "after");
        pthread_barrier_init(&barrier, 0, 2);
        pthread_create(&thread, 0, worker, 0);
        pthread_barrier_wait(&barrier);
        if (!strcmp(arguments[1], "crash")) crash_here();
        if (!strcmp(arguments[1], "abort")) abort();
        if (!strcmp(arguments[1], "kill")) kill(getpid(), SIGQUIT);
        puts("ready");
        fflush(stdout);
        for (;;) pause();
      }
      """;

  private Victim() {}

  static CoreSnapshot open(Path file) {
    return CoreFiles.open(file, CoreOptions.DEFAULT);
  }

  static CoreSnapshot open(Path file, Path executable) {
    return CoreFiles.open(
        file, new CoreOptions(Optional.of(executable), List.of(), List.of(), _ -> {}));
  }

  static Symbol function(CoreSnapshot core, ThreadInfo thread) {
    long pc = thread.registers().map(Registers::pc).orElseThrow();
    return core.objectAt(pc).orElseThrow().symbols().at(pc).orElseThrow();
  }

  static String text(CoreSnapshot core, long address) {
    return new String(core.memory().cString(address, 64), StandardCharsets.UTF_8);
  }
}
