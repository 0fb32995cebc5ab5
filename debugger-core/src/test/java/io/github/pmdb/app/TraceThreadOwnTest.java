package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Finished;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Variables of which each thread has its own, in programs and in libraries. Each thread calls
/// `hit` with what it has put into them.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class TraceThreadOwnTest {
  private static final String LIBRARY =
      """
      __thread char before[5];
      __thread long own = 3;
      static __thread struct { long a, b; } pair;
      __thread long never __attribute__((tls_model("global-dynamic")));
      __attribute__((noinline)) long hit(long i) {
        own += i;
        pair.b = -i;
        __asm__ volatile("" ::: "memory");
        return own + pair.b + before[1]; /* the place */
      }
      """;

  private static final String MAIN =
      """
      #include <dlfcn.h>
      #include <pthread.h>
      long (*hitting)(long);
      #ifdef LINKED
      long hit(long);
      #endif
      static void *run(void *i) { return (void *)hitting((long)i); }
      int main(int c, char **v) {
      #ifdef LINKED
        hitting = hit;
      #else
        hitting = (long (*)(long))dlsym(dlopen(v[c - 1], RTLD_NOW), "hit");
      #endif
        for (long i = 1; i <= 3; i++) {
          pthread_t thread;
          pthread_create(&thread, 0, run, (void *)(i * 10));
          pthread_join(thread, 0);
        }
        return hitting(1) != 3;
      }
      """;

  private static final String ITEMS = " print own, pair, own == 13, &own != 0";

  @TempDir Path directory;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private void compile(String name, String source, String... flags) throws IOException {
    Files.writeString(directory.resolve(name), source);
    List<String> line = new ArrayList<>(List.of("cc", "-g", file(name)));
    line.addAll(List.of(flags));
    Finished.run(line).check();
  }

  /// What is printed, without times and threads.
  private List<String> traced(String command, String spec) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Main.run(new String[] {"trace", "-c", command, spec}, Run.streams("", out, err));
    return out.toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.replaceFirst("^\\S+ \\d+ \\S+ +", ""))
        .toList();
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static List<String> shown() {
    return Arrays.stream(new int[] {10, 20, 30, 1})
        .mapToObj(i ->
            "own = %d, pair = {a = 0, b = %d}, own == 13 = %d, &own != 0 = 1"
                .formatted(3 + i, -i, i == 10 ? 1 : 0))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-pie", "-no-pie", "-static", "-O2", "-Wl,-z,now"})
  void programsHaveThemBelowTheBaseOfTheThread(String flag) throws IOException {
    Files.writeString(directory.resolve("hit.c"), LIBRARY);
    compile("main.c", MAIN, "-DLINKED", file("hit.c"), flag, "-o", file("main"), "-pthread", "-w");
    assertEquals(shown(), traced(file("main"), "hit.c:9" + ITEMS), said());
  }

  @ParameterizedTest
  @CsvSource({
    "-ftls-model=initial-exec, linked",
    "-ftls-model=global-dynamic, linked",
    "-ftls-model=local-dynamic, linked",
    "-ftls-model=initial-exec, opened",
    "-ftls-model=global-dynamic, opened",
    "-ftls-model=local-dynamic, opened",
  })
  void librariesHaveThemWhereTheLinkerSays(String model, String how) throws IOException {
    String library = file("libhit.so");
    compile("hit.c", LIBRARY, "-O1", "-shared", "-fPIC", model, "-o", library, "-w");
    boolean linked = how.equals("linked");
    compile(
        "main.c",
        MAIN,
        linked ? "-DLINKED" : "-UX",
        "-o",
        file("main"),
        "-pthread",
        "-w",
        "-ldl",
        linked ? library : "-lm",
        "-Wl,-rpath," + directory);
    String command = file("main") + (linked ? "" : " " + library);
    assertEquals(shown(), traced(command, library + ":hit.c:9" + ITEMS), said());
  }

  /// Memory for those of a library that is loaded by hand is had when a thread first uses one.
  @Test
  void whatAThreadHasNotUsedYetIsNotThere() throws IOException {
    String library = file("libhit.so");
    compile("hit.c", LIBRARY, "-shared", "-fPIC", "-o", library, "-w");
    compile("main.c", MAIN, "-UX", "-o", file("main"), "-pthread", "-w", "-ldl");
    for (String line : traced(file("main") + " " + library, library + ":*hit print own")) {
      assertTrue(line.startsWith("own = <cannot read 0x"), line);
    }
    assertTrue(said().contains("4 times there, 4 shown"), said());
  }
}
