package io.github.pmdb.gdb.console;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Keeps what a terminal would have shown, up to a limit, and gives it as plain text.
final class CapturedBytes extends OutputStream {
  /// In bytes; a `disassemble` of everything stays far below.
  private static final int LIMIT = 256 << 20;

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private long dropped;

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) {
    int fits = Math.min(length, LIMIT - kept.size());
    kept.write(bytes, from, fits);
    dropped += length - fits;
  }

  /// Forgets what came after the last line feed: the prompt that asked for a further line.
  synchronized void dropOpenLine() {
    byte[] all = kept.toByteArray();
    int end = all.length;
    while (end > 0 && all[end - 1] != '\n') {
      end--;
    }
    kept.reset();
    kept.write(all, 0, end);
  }

  /// Without what is for a terminal only: carriage returns before line feeds, and readline's
  /// switching of bracketed paste around each line that it reads.
  synchronized String text() {
    String text =
        kept.toString(StandardCharsets.UTF_8)
            .replaceAll("\033\\[\\?2004[hl]\r?", "")
            .replace("\r\n", "\n");
    return dropped == 0 ? text : text + "\n[" + dropped + " more bytes]\n";
  }
}
