package io.github.pmdb.uprobe.libc;

import io.github.pmdb.uprobe.libc.Signature.Argument;
import io.github.pmdb.uprobe.libc.Signature.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The functions of the C library that are known.
public final class CallTable {
  private static final Map<String, Signature> KNOWN = read();

  private CallTable() {}

  /// The first of a function's names that is known.
  public static Optional<Signature> find(List<String> names) {
    return names.stream().filter(KNOWN::containsKey).findFirst().map(KNOWN::get);
  }

  static List<Signature> all() {
    return List.copyOf(KNOWN.values());
  }

  private static Map<String, Signature> read() {
    Map<String, Signature> known = new HashMap<>();
    for (String line : Tables.lines("calls.table")) {
      String[] sides = line.split(": ", 2);
      String[] rest = sides[1].split(" = ", 2);
      List<Argument> arguments =
          Arrays.stream(rest[0].split(" ")).map(CallTable::argument).toList();
      Result result = Result.valueOf(rest[1].strip().toUpperCase(Locale.ROOT));
      for (String name : sides[0].split(" ")) {
        known.put(name, new Signature(name, new ArrayList<>(arguments), result));
      }
    }
    return Map.copyOf(known);
  }

  private static Argument argument(String word) {
    String[] parts = word.split(":", 2);
    return new Argument(
        ArgumentKind.valueOf(parts[0].toUpperCase(Locale.ROOT)), parts.length > 1 ? parts[1] : "");
  }
}
