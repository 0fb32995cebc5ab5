package io.github.pmdb.cpython;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What `truth.py` wrote about itself.
record Truth(List<TrueThread> threads) {
  /// @param tid of the kernel, 0 where the program does not know it
  record TrueThread(long tid, String name, List<TrueFrame> frames) {}

  /// @param endLine -1 where not known, as the columns
  record TrueFrame(
      String function,
      String file,
      int line,
      int endLine,
      int column,
      int endColumn,
      Map<String, String> locals) {
    static final String NO_EXTENT = extent(-1, -1, -1);

    static String extent(int endLine, int column, int endColumn) {
      return "to line %d, columns %d to %d".formatted(endLine, column, endColumn);
    }

    String extent() {
      return extent(endLine, column, endColumn);
    }
  }

  static Truth read(Path file) {
    List<TrueThread> threads = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        add(line.split("\t", -1), threads);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Truth(threads);
  }

  private static void add(String[] fields, List<TrueThread> threads) {
    switch (fields[0]) {
      case "thread" ->
          threads.add(
              new TrueThread(Long.parseLong(fields[1]), text(fields[2]), new ArrayList<>()));
      case "frame" ->
          threads
              .getLast()
              .frames()
              .add(
                  new TrueFrame(
                      text(fields[1]),
                      text(fields[2]),
                      Integer.parseInt(fields[3]),
                      Integer.parseInt(fields[4]),
                      Integer.parseInt(fields[5]),
                      Integer.parseInt(fields[6]),
                      new LinkedHashMap<>()));
      default ->
          threads.getLast().frames().getLast().locals().put(text(fields[1]), text(fields[2]));
    }
  }

  private static String text(String hex) {
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
  }
}
