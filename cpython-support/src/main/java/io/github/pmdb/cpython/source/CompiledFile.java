package io.github.pmdb.cpython.source;

import io.github.pmdb.cpython.layout.PythonVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A `.pyc` file, which names the source that it was compiled from by its time and size
/// (`Lib/importlib/_bootstrap_external.py`; 2.7: `Python/import.c`).
final class CompiledFile {
  private static final int MOST_HEADER = 16;

  private CompiledFile() {}

  /// Whether the source is another by now; false where that can not be told.
  static boolean isOfAnother(Path compiled, Path source, PythonVersion version) {
    if (!Files.isRegularFile(compiled)) { // to open a pipe may take for ever
      return false;
    }
    try {
      ByteBuffer header = header(compiled);
      int at = version.atLeast(3, 7) ? 8 : 4;
      boolean byHash = version.atLeast(3, 7) && header.getInt(4) != 0;
      int time = (int) Files.getLastModifiedTime(source).to(TimeUnit.SECONDS);
      boolean sized = version.atLeast(3, 3);
      boolean same =
          header.getInt(at) == time
              && (!sized || header.getInt(at + Integer.BYTES) == (int) Files.size(source));
      return !byHash && !same;
    } catch (IOException | IndexOutOfBoundsException _) {
      return false; // none there, or not for us to read
    }
  }

  private static ByteBuffer header(Path compiled) throws IOException {
    try (InputStream in = Files.newInputStream(compiled)) {
      return ByteBuffer.wrap(in.readNBytes(MOST_HEADER)).order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
