package io.github.pmdb.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.elf.ElfSymbols;
import io.github.pmdb.snapshot.FileMatch;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A JVM in the C locale, which can not spell a path that is not ASCII: what the target names is
/// opened by its bytes, and what is not there does not end a reading.
class AsciiLocaleTest {
  /// Names its debug file `größe.debug`, whatever the locale of this JVM.
  private static final String LINK =
      """
      set -e
      name=$(printf 'gr\\303\\266\\303\\237e.debug')
      objcopy --only-keep-debug "$0" "$name"
      objcopy --strip-all --add-gnu-debuglink="$name" "$0"
      """;

  @TempDir Path directory;

  /// What the child does.
  ///
  /// @param arguments a core, and an object with a debug link
  public static void main(String[] arguments) {
    try (CoreSnapshot core = CoreFiles.open(Path.of(arguments[0]), CoreOptions.DEFAULT)) {
      System.out.println(core.objects().getFirst().file() instanceof FileMatch.Absent);
    }
    System.out.println(ElfSymbols.open(Path.of(arguments[1]), 0).find("hidden").isPresent());
  }

  @Test
  void namesThatAreNotAsciiAreFoundByTheirBytes() throws Exception {
    RealCores.need("objcopy");
    Path core =
        ElfBuilder.core()
            .thread(1, 6)
            .file(0x50000, 0x51000, 0, "/does/größe.so")
            .segment(1, 5, 0x50000, new byte[0], 0, 0x1000)
            .write(directory.resolve("core"));
    Path linked =
        RealCores.compile(
            directory,
            "linked.so",
            "static int hidden(void) { return 42; } int answer(void) { return hidden(); }",
            "-shared",
            "-fPIC");
    RealCores.run(directory, "sh", "-c", LINK, linked.toString());
    assertEquals(List.of("true", "true"), inAscii(core.toString(), linked.toString()));
  }

  private static List<String> inAscii(String... arguments) throws Exception {
    ProcessBuilder child =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            AsciiLocaleTest.class.getName());
    child.command().addAll(List.of(arguments));
    child.environment().put("LC_ALL", "C");
    child.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = child.start();
    try (BufferedReader said = process.inputReader()) {
      return said.lines().toList();
    }
  }
}
