package io.github.pmdb.cpython;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What `runtime.py` wrote about its threads and its interpreter.
///
/// @param exceptions what each thread handles, by its name; empty for nothing
/// @param holder who holds the GIL, absent where there is none
/// @param debug whether it is a debug build
record TrueRuntime(
    Map<String, String> exceptions, Optional<Holder> holder, boolean collecting, boolean debug) {
  /// @param tid of the kernel
  record Holder(String thread, long tid) {}

  boolean isHolder(String thread) {
    return holder.filter(h -> h.thread().equals(thread)).isPresent();
  }

  static TrueRuntime read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> exceptions = new LinkedHashMap<>();
    Optional<Holder> holder = Optional.empty();
    for (String line : lines) {
      String[] fields = line.split("\t", -1);
      if (fields[0].equals("thread")) {
        exceptions.put(text(fields[1]), text(fields[2]));
      } else if (fields[0].equals("gil")) {
        holder = Optional.of(new Holder(text(fields[1]), Long.parseLong(fields[2])));
      }
    }
    return new TrueRuntime(
        exceptions, holder, lines.contains("collecting"), lines.contains("debug"));
  }

  private static String text(String hex) {
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
  }
}
