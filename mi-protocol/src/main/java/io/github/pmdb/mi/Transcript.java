package io.github.pmdb.mi;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps what goes over an MI channel, for a bug report and for [Replay].
///
/// A transcript is a text file: a first line that names the format, then a line for each line of
/// MI, `SECONDS > COMMAND` for what was sent and `SECONDS < OUTPUT` for what came, where SECONDS
/// (three decimals) count from the start. The MI itself is kept byte for byte.
public final class Transcript implements AutoCloseable {
  static final String FORMAT = "# pmdb MI transcript 1";

  private final @Nullable OutputStream file;
  private final long start = System.nanoTime();
  private @Nullable String failure;

  private Transcript(@Nullable OutputStream file) {
    this.file = file;
  }

  /// Keeps nothing.
  public static Transcript none() {
    return new Transcript(null);
  }

  /// Starts a transcript in a new file, or over an old one.
  ///
  /// @throws IOException when the file cannot be written
  public static Transcript to(Path path) throws IOException {
    OutputStream file = new BufferedOutputStream(Files.newOutputStream(path));
    file.write(Escapes.utf8(FORMAT + "\n"));
    file.flush();
    return new Transcript(file);
  }

  /// Why recording stopped early, for example a full disk.
  public synchronized Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  void sent(byte[] line) {
    write('>', line);
  }

  void received(byte[] line) {
    write('<', line);
  }

  /// Flushed line by line: a transcript is of most use when the session ends badly.
  private synchronized void write(char direction, byte[] line) {
    if (file == null || failure != null) {
      return;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    try {
      file.write(Escapes.utf8(String.format(Locale.ROOT, "%.3f %c ", seconds, direction)));
      file.write(line);
      file.write('\n');
      file.flush();
    } catch (IOException e) {
      failure = String.valueOf(e.getMessage());
    }
  }

  @Override
  public synchronized void close() {
    if (file == null) {
      return;
    }
    try {
      file.close();
    } catch (IOException e) {
      failure = String.valueOf(e.getMessage());
    }
  }
}
