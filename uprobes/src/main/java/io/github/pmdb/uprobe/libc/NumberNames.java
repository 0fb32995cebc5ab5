package io.github.pmdb.uprobe.libc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Names of flags and of other numbers.
final class NumberNames {
  private static final Map<String, List<Name>> SETS = read();

  private NumberNames() {}

  /// @param mask the bits that are a number of their own; 0 where those of the value are flags
  private record Name(String name, long value, long mask) {
    boolean in(long bits) {
      return mask != 0 ? (bits & mask) == value : value != 0 && (bits & value) == value;
    }
  }

  private static Map<String, List<Name>> read() {
    Map<String, List<Name>> sets = new HashMap<>();
    for (String line : Tables.lines("flags.table")) {
      String[] words = line.split(" ");
      Name name =
          new Name(words[1], Long.decode(words[2]), words.length > 3 ? Long.decode(words[3]) : 0);
      sets.computeIfAbsent(words[0], _ -> new ArrayList<>()).add(name);
    }
    return Map.copyOf(sets);
  }

  private static List<Name> of(String set) {
    return SETS.getOrDefault(set, List.of());
  }

  /// The name of a value; its digits where it has none.
  static String name(String set, int value) {
    return of(set).stream()
        .filter(each -> each.value() == value)
        .map(Name::name)
        .findFirst()
        .orElseGet(() -> Integer.toString(value));
  }

  /// The names of all bits that have one, and the rest in digits.
  static String flags(String set, long value) {
    List<String> names = new ArrayList<>();
    long left = value;
    for (Name each : of(set)) {
      boolean there = each.mask() != 0 ? each.in(value) : each.in(left);
      if (there) {
        names.add(each.name());
        left &= ~(each.mask() != 0 ? each.mask() : each.value());
      }
    }
    if (left != 0 || names.isEmpty()) {
      names.add(left == 0 ? "0" : "0x" + Long.toHexString(left));
    }
    return String.join("|", names);
  }

  static boolean has(String set, String name, long value) {
    return of(set).stream().anyMatch(each -> each.name().equals(name) && each.in(value));
  }
}
