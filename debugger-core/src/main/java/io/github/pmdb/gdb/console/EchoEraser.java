package io.github.pmdb.gdb.console;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// Swallows gdb's echo of a line that the user has already seen.
///
/// readline echoes the characters in order, among them what a wrapped line needs (cursor movements,
/// repeated characters, even line feeds), and at last a line feed. So: the echo ends at the first
/// line feed after all of the line's characters have come, in order.
final class EchoEraser {
  private final byte[] line;
  private final ByteArrayOutputStream swallowed = new ByteArrayOutputStream();
  private int matched;
  private boolean done;

  EchoEraser(byte[] line) {
    this.line = line;
  }

  boolean done() {
    return done;
  }

  /// @return the index of the first byte after the echo; `to` when all of it was echo
  int erase(byte[] bytes, int from, int to) {
    for (int i = from; i < to && !done; i++) {
      if (matched < line.length) {
        matched += bytes[i] == line[matched] ? 1 : 0;
      } else if (bytes[i] == '\n') {
        done = true;
        return i + 1;
      }
      swallowed.write(bytes[i]);
    }
    return done ? from : to;
  }

  /// Whether a whole line came that is not the echo.
  boolean sawLine() {
    return indexOfLineFeed(swallowed.toByteArray()) >= 0;
  }

  /// Ends the search: an inputrc of the user's may have made gdb echo something else. What came is
  /// given back, without the line that the echo must have been on.
  byte[] giveUp() {
    done = true;
    byte[] all = swallowed.toByteArray();
    int end = indexOfLineFeed(all);
    return end < 0 ? new byte[0] : Arrays.copyOfRange(all, end + 1, all.length);
  }

  private static int indexOfLineFeed(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }
}
