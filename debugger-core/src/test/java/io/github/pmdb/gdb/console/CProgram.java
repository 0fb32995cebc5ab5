package io.github.pmdb.gdb.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A C program of a test, compiled with debug information and without optimisation.
final class CProgram {
  private CProgram() {}

  static Path compile(Path directory, String name, String source) {
    Installed.assume("gcc", "gdb");
    try {
      Path file = Files.writeString(directory.resolve(name + ".c"), source);
      Path program = directory.resolve(name);
      Process gcc =
          new ProcessBuilder(
                  "gcc", "-g", "-O0", "-no-pie", "-o", program.toString(), file.toString())
              .inheritIO()
              .start();
      if (gcc.waitFor() != 0) {
        throw new AssertionError("gcc refused " + file);
      }
      return program;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
