package io.github.pmdb.app;

import io.github.pmdb.memory.FileErrors;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The lines of `-x` files and of standard input.
record ScriptFiles(Streams streams) {
  String read(Path file) {
    if (file.toString().equals("-")) {
      return standardInput();
    }
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UserError(
          "cannot read the script %s: %s".formatted(file, FileErrors.reason(e)),
          "-x names a file of commands, one a line",
          e);
    }
  }

  String standardInput() {
    try {
      return new String(streams.in().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UserError("cannot read standard input: " + e.getMessage(), "", e);
    }
  }
}
