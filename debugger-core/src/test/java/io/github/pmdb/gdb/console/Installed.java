package io.github.pmdb.gdb.console;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Programs that tests need from the machine; a missing one skips the test.
final class Installed {
  private Installed() {}

  static void assume() {
    assume("gdb");
  }

  static void assume(String... programs) {
    for (String program : programs) {
      assumeTrue(
          Arrays.stream(System.getenv("PATH").split(":", -1))
              .anyMatch(directory -> Files.isExecutable(Path.of(directory, program))),
          program + " is not installed");
    }
  }
}
