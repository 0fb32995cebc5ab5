package io.github.pmdb.uprobe.trace;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.attach.Instructions;
import io.github.pmdb.uprobe.compile.Function;
import io.github.pmdb.uprobe.compile.Symbols;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Finds the addresses that a location means.
final class PlaceSearch {
  private final Symbols symbols;
  private final Instructions code;

  PlaceSearch(Symbols symbols, Instructions code) {
    this.symbols = symbols;
    this.code = code;
  }

  /// @param calls whether places are to be functions' first instructions, which return
  List<Long> places(String location, boolean calls) {
    if (calls) {
      code.file().requireReturns();
    }
    return isPattern(location)
        ? matching(location.substring(1, location.length() - 1))
        : calls && !location.startsWith("*") ? entries(location) : symbols.places(location);
  }

  private static boolean isPattern(String location) {
    return location.length() > 2 && location.startsWith("/") && location.endsWith("/");
  }

  /// The first instructions of the functions whose whole names match.
  private List<Long> matching(String pattern) {
    try {
      return code.file().choose(Pattern.compile(pattern)).places().stream()
          .map(place -> place.address() + code.bias())
          .toList();
    } catch (PatternSyntaxException e) {
      throw new UserError(
          "'%s' is no regular expression: %s".formatted(pattern, e.getDescription()),
          "all functions that begin with foo_: /foo_.*/",
          e);
    }
  }

  private List<Long> entries(String location) {
    List<Long> places = symbols.places(location);
    List<Function> functions = places.stream().map(symbols::function).toList();
    if (functions.stream().anyMatch(function -> function.name().isEmpty())) {
      return symbols.places("*" + location);
    }
    List<Long> entries =
        functions.stream().map(Function::entry).filter(entry -> entry != 0).distinct().toList();
    if (entries.isEmpty()) {
      throw new UserError(
          location + " is inlined everywhere, and is never called", "trace it without its return");
    }
    return entries;
  }
}
