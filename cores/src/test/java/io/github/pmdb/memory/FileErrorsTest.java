package io.github.pmdb.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileErrorsTest {
  @TempDir private Path directory;

  /// As Ctrl-C does it.
  @Test
  void readingThatWasInterruptedIsToldAsThat() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "text");
    Thread.currentThread().interrupt();
    UserError error = assertThrows(UserError.class, () -> Bytes.map(file));
    assertTrue(Thread.interrupted());
    assertEquals("cannot read " + file + ": that was interrupted", error.getMessage());
  }
}
