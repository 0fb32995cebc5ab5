package io.github.pmdb.node.heapsnapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/// Numbers and strings as JSON has them, through one buffer into a file. What fails is thrown as
/// [UncheckedIOException].
final class TextFile implements AutoCloseable {
  private static final int ROOM = 1 << 16;
  private static final int LONGEST_NUMBER = 20;
  private static final String DIGITS = "0123456789abcdef";

  private final FileChannel channel;
  private final byte[] buffer = new byte[ROOM];
  private final byte[] digits = new byte[LONGEST_NUMBER];
  private int used;
  private long written;

  TextFile(FileChannel channel) {
    this.channel = channel;
  }

  void text(String ascii) {
    for (byte b : ascii.getBytes(StandardCharsets.US_ASCII)) {
      put(b);
    }
  }

  void put(int b) {
    if (used == ROOM) {
      flush();
    }
    buffer[used++] = (byte) b;
  }

  /// @param number not negative
  void number(long number) {
    int at = LONGEST_NUMBER;
    long rest = number;
    do {
      digits[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
    while (at < LONGEST_NUMBER) {
      put(digits[at++]);
    }
  }

  /// A string with its quotes, in plain ASCII.
  void quoted(String text) {
    put('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        put('\\');
        put(c);
      } else if (c >= ' ' && c < 0x7f) {
        put(c);
      } else {
        text("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          put(DIGITS.charAt(c >> shift & 0xf));
        }
      }
    }
    put('"');
  }

  /// How many bytes were written up to now.
  long position() {
    return written + used;
  }

  /// Writes over what is there.
  void over(long position, String ascii) {
    flush();
    write(ByteBuffer.wrap(ascii.getBytes(StandardCharsets.US_ASCII)), position);
  }

  /// All of another file.
  void append(TextFile other) {
    flush();
    other.flush();
    try {
      for (long at = 0; at < other.written; ) {
        at += other.channel.transferTo(at, other.written - at, channel.position(written + at));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    written += other.written;
  }

  private void flush() {
    write(ByteBuffer.wrap(buffer, 0, used), written);
    written += used;
    used = 0;
  }

  private void write(ByteBuffer bytes, long position) {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes, position + bytes.position());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    flush();
    channel.close();
  }
}
