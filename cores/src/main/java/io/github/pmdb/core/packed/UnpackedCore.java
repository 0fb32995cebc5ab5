package io.github.pmdb.core.packed;

import io.github.pmdb.memory.FileErrors;
import io.github.pmdb.snapshot.UserError;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;

/// A core unpacked into the cache directory.
///
/// @param file the plain core
/// @param cutShort why unpacking ended before the end of the core; what came out until then is kept
public record UnpackedCore(Path file, Optional<String> cutShort) {
  /// Read at a time; a decoder that fails loses at most this much of what it had unpacked.
  private static final int STEP = 1 << 16;

  private static final long PROGRESS_NANOS = 500_000_000L;

  /// Unpacks all of `packed`. Steps of zeros are left as holes in the file.
  ///
  /// @param progress told twice a second how far it got
  /// @throws UserError when the packed file can not be read, nothing at all can be unpacked, the
  ///   disk is full, or the thread is interrupted
  public static UnpackedCore unpack(Path packed, Packing packing, Consumer<String> progress) {
    Path plain = CacheDirectory.newFile();
    plain.toFile().deleteOnExit();
    try {
      Optional<String> cutShort = new Copy(packed, packing, plain, progress).run();
      return new UnpackedCore(plain, cutShort);
    } catch (UserError e) {
      remove(plain);
      throw e;
    }
  }

  /// Removes the unpacked file.
  public void remove() {
    remove(file);
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UserError(
          "cannot remove the unpacked core " + file + ": " + e.getMessage(),
          "remove it by hand",
          e);
    }
  }

  /// One run of unpacking.
  private record Copy(Path packed, Packing packing, Path plain, Consumer<String> progress) {
    Optional<String> run() {
      try (InputStream raw = new BufferedInputStream(Files.newInputStream(packed), STEP);
          FileChannel out = FileChannel.open(plain, StandardOpenOption.WRITE)) {
        return copy(raw, out);
      } catch (IOException e) {
        throw FileErrors.cannotRead(packed, e);
      }
    }

    private Optional<String> copy(InputStream raw, FileChannel out) throws IOException {
      byte[] buffer = new byte[STEP];
      long done = 0;
      long told = System.nanoTime();
      Optional<String> cutShort = Optional.empty();
      try (InputStream in = packing.open(raw)) {
        for (int count; (count = in.read(buffer)) >= 0; ) {
          put(out, buffer, count, done);
          done += count;
          if (System.nanoTime() - told > PROGRESS_NANOS) {
            told = System.nanoTime();
            progress.accept("unpacking %s: %d MiB".formatted(packed.getFileName(), done >> 20));
          }
        }
      } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
        // Cut or damaged: what came out so far is a core that is cut there.
        cutShort = Optional.of(String.valueOf(e.getMessage()));
      }
      if (done == 0) {
        throw new UserError(
            packed + " can not be unpacked: " + cutShort.orElse("there is nothing in it"),
            "copy it again; it was recognised as " + packing);
      }
      setLength(out, done);
      return cutShort;
    }

    private void put(FileChannel out, byte[] buffer, int count, long at) {
      if (Thread.currentThread().isInterrupted()) {
        throw new UserError("unpacking of " + packed + " was cancelled", "");
      }
      if (zero(buffer, count)) {
        return;
      }
      try {
        ByteBuffer from = ByteBuffer.wrap(buffer, 0, count);
        while (from.hasRemaining()) {
          out.write(from, at + from.position());
        }
      } catch (IOException e) {
        throw noRoom(e, at);
      }
    }

    private UserError noRoom(IOException e, long at) {
      return new UserError(
          "cannot unpack %s into %s: %s after %d MiB"
              .formatted(packed, plain.getParent(), e.getMessage(), at >> 20),
          "make room there, or set XDG_CACHE_HOME to a directory on a larger disk",
          e);
    }

    private static boolean zero(byte[] buffer, int count) {
      for (int i = 0; i < count; i++) {
        if (buffer[i] != 0) {
          return false;
        }
      }
      return true;
    }

    /// A hole at the end must count as part of the file.
    private void setLength(FileChannel out, long length) {
      try {
        if (out.size() < length) {
          out.write(ByteBuffer.allocate(1), length - 1);
        }
      } catch (IOException e) {
        throw noRoom(e, length);
      }
    }
  }
}
