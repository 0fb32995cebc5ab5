package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Finished;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Libraries of a program that is about to start are found where its environment says, and so are
/// the probes in them.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class TraceLibrariesTest {
  /// One function, with a probe as `sys/sdt.h` makes it.
  private static final String LIBRARY =
      """
      __attribute__((noinline)) int hit(int i) {
        __asm__ volatile(
            "990: nop\\n.pushsection .note.stapsdt,\\"\\",\\"note\\"\\n.balign 4\\n"
            ".4byte 992f-991f, 994f-993f, 3\\n991: .asciz \\"stapsdt\\"\\n992: .balign 4\\n"
            "993: .8byte 990b\\n.8byte _.stapsdt.base\\n.8byte 0\\n"
            ".asciz \\"mine\\"\\n.asciz \\"hit\\"\\n.asciz \\"-4@%%edi\\"\\n994: .balign 4\\n.popsection\\n"
            ".pushsection .stapsdt.base,\\"aG\\",\\"progbits\\",.stapsdt.base,comdat\\n"
            ".weak _.stapsdt.base\\n.hidden _.stapsdt.base\\n_.stapsdt.base: .space 1\\n"
            ".size _.stapsdt.base,1\\n.popsection\\n" ::"D"(i));
        return i;
      }
      """;

  private static final String LINKED =
      """
      int hit(int);
      int main(void) { return hit(7) - 7; }
      """;

  private static final String LOADING =
      """
      #include <dlfcn.h>
      int main(int c, char **v) {
        void *library = c > 1 ? dlopen(v[1], RTLD_NOW) : RTLD_DEFAULT;
        int (*hit)(int) = (int (*)(int))dlsym(library, "hit");
        return hit ? hit(9) - 9 : 2;
      }
      """;

  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void build() throws IOException {
    compile("mine.c", LIBRARY, "-shared", "-fPIC", "-o", file("libmine.so"));
    compile("linked.c", LINKED, "-o", file("linked"), "-L" + directory, "-lmine");
    compile("loading.c", LOADING, "-o", file("loading"), "-ldl");
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private void compile(String name, String source, String... flags) throws IOException {
    Files.writeString(directory.resolve(name), source);
    List<String> line = new java.util.ArrayList<>(List.of("cc", "-g", file(name)));
    line.addAll(List.of(flags));
    Finished.run(line).check();
  }

  /// What is printed, without times and threads.
  private String traced(Map<String, String> environment, String command, String spec) {
    Map<String, String> all = new HashMap<>(System.getenv());
    all.putAll(environment);
    out.reset();
    err.reset();
    Main.run(new String[] {"trace", "-c", command, spec}, Run.streams("", out, err, all));
    return out.toString(StandardCharsets.UTF_8).replaceAll("(?m)^\\S+ \\d+ \\S+ +", "").strip();
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void librariesAreFoundWhereTheEnvironmentSays() {
    Map<String, String> path = Map.of("LD_LIBRARY_PATH", "/nonexistent:" + directory);
    assertEquals("i = 7", traced(path, file("linked"), "libmine:hit print i"), said());
    Map<String, String> preloaded = Map.of("LD_PRELOAD", file("libmine.so"));
    assertEquals("i = 9", traced(preloaded, file("loading"), "mine:hit print i"), said());
    assertEquals("", traced(Map.of(), file("linked"), "libmine:hit print i"));
    assertTrue(said().contains("none is where the dynamic linker looks for it"), said());
  }

  @Test
  void probesOfLibrariesThatAreNotLoadedYetAreTraced() {
    Map<String, String> path = Map.of("LD_LIBRARY_PATH", directory.toString());
    assertEquals("$arg1 = 7", traced(path, file("linked"), "usdt:mine:hit"), said());
    String loading = file("loading") + " libmine.so";
    assertEquals("$arg1 = 9", traced(path, loading, "libmine:usdt:mine:hit"), said());
    String byPath = file("loading") + " " + file("libmine.so");
    assertEquals(
        "$arg1 = 9",
        traced(Map.of(), byPath, file("libmine.so") + ":usdt:mine:hit print $arg1"),
        said());
    assertEquals("", traced(Map.of(), byPath, "usdt:mine:hit"));
    assertTrue(said().contains("LIBRARY:usdt:mine:hit"), said());
  }
}
