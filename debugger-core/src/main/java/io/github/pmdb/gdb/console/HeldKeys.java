package io.github.pmdb.gdb.console;

import io.github.pmdb.gdb.pty.PtyMaster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Keys that wait for somebody to read them. They are handed on line by line: who reads may be
/// another after each.
final class HeldKeys {
  /// So few bytes that a terminal which takes any takes them all at once.
  private static final int PIECE = 256;

  private byte[] keys = new byte[0];

  void add(byte[] more, int from, int to) {
    int length = keys.length;
    keys = Arrays.copyOf(keys, length + to - from);
    System.arraycopy(more, from, keys, length, to - from);
  }

  boolean isEmpty() {
    return keys.length == 0;
  }

  /// All of them, which are then no longer held.
  byte[] takeAll() {
    byte[] all = keys;
    keys = new byte[0];
    return all;
  }

  /// Up to the end of the first line, when the reader has room.
  void handTo(PtyMaster reader) throws IOException {
    if (isEmpty() || !reader.hasRoom()) {
      return;
    }
    int length = Math.min(PIECE, lineLength());
    reader.write(keys, length);
    keys = Arrays.copyOfRange(keys, length, keys.length);
  }

  /// The first line, without its end.
  String firstLine() {
    String line = new String(keys, 0, lineLength(), StandardCharsets.UTF_8);
    return line.stripTrailing();
  }

  /// With its end.
  private int lineLength() {
    int length = 0;
    while (length < keys.length && (length == 0 || !isEnter(keys[length - 1]))) {
      length++;
    }
    return length;
  }

  private static boolean isEnter(byte key) {
    return key == '\r' || key == '\n';
  }
}
