package io.github.pmdb.uprobe.libc;

import java.util.Map;
import java.util.stream.Collectors;

/// Error numbers with their names.
final class ErrorNames {
  private static final Map<Integer, String> KNOWN =
      Tables.lines("errno.names").stream()
          .map(line -> line.split(" ", 3))
          .collect(
              Collectors.toMap(
                  words -> Integer.valueOf(words[0]),
                  words -> "%s (%s)".formatted(words[1], words[2])));

  private ErrorNames() {}

  static String of(int error) {
    return KNOWN.getOrDefault(error, "errno " + error);
  }
}
