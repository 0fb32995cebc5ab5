package io.github.pmdb.shell;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Keys that were typed while a line ran and that it did not read. They are given out line by line:
/// who reads the next one, the prompt or the debugger, is known only when the one before has run.
final class TypedAhead {
  private byte[] keys = new byte[0];

  synchronized void add(byte[] more) {
    int length = keys.length;
    keys = Arrays.copyOf(keys, length + more.length);
    System.arraycopy(more, 0, keys, length, more.length);
  }

  /// Moves as many as fit into `buffer`.
  ///
  /// @return how many
  synchronized int take(byte[] buffer) {
    int length = Math.min(buffer.length, keys.length);
    System.arraycopy(keys, 0, buffer, 0, length);
    keys = Arrays.copyOfRange(keys, length, keys.length);
    return length;
  }

  /// The keys up to and with the first Enter; all of them, maybe none, where there is no Enter.
  synchronized String nextLine() {
    int length = 0;
    while (length < keys.length && (length == 0 || !isEnter(keys[length - 1]))) {
      length++;
    }
    byte[] line = new byte[length];
    take(line);
    return new String(line, StandardCharsets.UTF_8);
  }

  /// As a terminal does on Ctrl-C.
  synchronized void forget() {
    keys = new byte[0];
  }

  private static boolean isEnter(byte key) {
    return key == '\r' || key == '\n';
  }
}
