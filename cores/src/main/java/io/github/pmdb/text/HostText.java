package io.github.pmdb.text;

import java.util.ArrayList;
import java.util.List;

/// Internet addresses as `inet_ntop` writes them: `127.0.0.1`, `2001:db8::7`, `::ffff:10.0.0.1`.
public final class HostText {
  private static final int GROUPS = 8;

  private HostText() {}

  /// @param address 4 or 16 bytes, the first one in front
  public static String of(byte[] address) {
    return address.length == GROUPS * Short.BYTES ? six(address) : four(address, 0);
  }

  private static String four(byte[] address, int from) {
    return "%d.%d.%d.%d"
        .formatted(
            address[from] & 0xff,
            address[from + 1] & 0xff,
            address[from + 2] & 0xff,
            address[from + 3] & 0xff);
  }

  private static String six(byte[] address) {
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (address[2 * i] & 0xff) << 8 | (address[2 * i + 1] & 0xff);
    }
    int from = longest(groups);
    int to = zeros(groups, from);
    if (from == 0 && (to == 6 || (to == 5 && groups[5] == 0xffff))) {
      return (to == 6 ? "::" : "::ffff:") + four(address, 12);
    }
    return to - from < 2
        ? joined(groups, 0, GROUPS)
        : joined(groups, 0, from) + "::" + joined(groups, to, GROUPS);
  }

  /// Where the longest run of zeros begins, the first of equal ones.
  private static int longest(int[] groups) {
    int found = 0;
    for (int i = 1; i < GROUPS; i++) {
      found = zeros(groups, i) - i > zeros(groups, found) - found ? i : found;
    }
    return found;
  }

  /// Where zeros that begin at a place end.
  private static int zeros(int[] groups, int from) {
    int end = from;
    while (end < GROUPS && groups[end] == 0) {
      end++;
    }
    return end;
  }

  private static String joined(int[] groups, int from, int to) {
    List<String> words = new ArrayList<>();
    for (int i = from; i < to; i++) {
      words.add(Integer.toHexString(groups[i]));
    }
    return String.join(":", words);
  }
}
