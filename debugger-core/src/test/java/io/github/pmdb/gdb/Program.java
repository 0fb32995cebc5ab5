package io.github.pmdb.gdb;

import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Requirement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Small programs for the engine's tests.
final class Program {
  /// Two threads that sleep at known depths, in a function inlined into `down`.
  static final String SLEEPERS =
      """
      #include <pthread.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <unistd.h>
      static volatile int sink;
      static inline __attribute__((always_inline)) int leaf(int n) {
        for (;;) { pause(); sink = n; }
        return n;
      }
      __attribute__((noinline)) int down(int n) {
        if (n == 0) { return leaf(n); }
        int r = down(n - 1);
        sink = r;
        return r + 1;
      }
      static void *worker(void *unused) { down(2); return unused; }
      int main(int argc, char **argv) {
        pthread_t thread;
        pthread_create(&thread, 0, worker, 0);
        puts("ready");
        fflush(stdout);
        return down(argc > 1 ? atoi(argv[1]) : 3);
      }
      """;

  static final String CPLUSPLUS =
      """
      #include <cstdio>
      #include <unistd.h>
      namespace shop {
      template <typename T> struct Cart {
        __attribute__((noinline)) T wait(T value) { pause(); count += 1; return value; }
        volatile int count = 0;
      };
      }
      int main() {
        puts("ready");
        fflush(stdout);
        shop::Cart<int> cart;
        return cart.wait(3) + cart.count;
      }
      """;

  private Program() {}

  static Path c(Path directory, String name, String source, String... flags) {
    return compile("gcc", directory, name, ".c", source, flags);
  }

  static Path cPlusPlus(Path directory, String name, String source, String... flags) {
    return compile("g++", directory, name, ".cc", source, flags);
  }

  private static Path compile(
      String compiler, Path directory, String name, String suffix, String source, String... flags) {
    try {
      Path file = Files.writeString(directory.resolve(name + suffix), source);
      Path program = directory.resolve(name);
      List<String> command = new ArrayList<>();
      command.add(Requirement.tool(compiler).toString());
      command.addAll(List.of(flags));
      command.addAll(List.of(file.toString(), "-o", program.toString(), "-pthread"));
      Finished.run(command).check();
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
