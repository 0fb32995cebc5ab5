package io.github.pmdb.uprobe.trace;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.attach.Choice;
import io.github.pmdb.uprobe.attach.Instructions;
import io.github.pmdb.uprobe.attach.Location;
import io.github.pmdb.uprobe.attach.Passed;
import io.github.pmdb.uprobe.compile.Function;
import io.github.pmdb.uprobe.compile.Symbols;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Finds the addresses that a location means.
final class PlaceSearch {
  private final Symbols symbols;
  private final Instructions code;

  PlaceSearch(Symbols symbols, Instructions code) {
    this.symbols = symbols;
    this.code = code;
  }

  /// @param places each once
  /// @param meaning what tells of which functions they are, see [Symbols#of]
  /// @param leftOut functions that a pattern means and that have no probe, with the reasons
  record Found(List<Long> places, String meaning, List<String> leftOut) {
    Found {
      places = places.stream().distinct().toList();
      leftOut = List.copyOf(leftOut);
    }
  }

  /// @param calls whether places are to be functions' first instructions, which return
  Found places(String location, boolean calls) {
    if (calls) {
      code.file().requireReturns();
    }
    Optional<Pattern> pattern = Location.enclosed(location);
    if (pattern.isPresent()) {
      return matching(pattern.get());
    }
    boolean address = location.startsWith("*");
    code.file().requireCalled(address ? location.substring(1).strip() : location);
    if (calls && !address) {
      return new Found(entries(location), Symbols.BEGINNINGS, List.of());
    }
    List<Long> places = known(location);
    if (calls) {
      places.forEach(place -> requireCalled(location, place));
    }
    return new Found(places, location, List.of());
  }

  /// What lies on the stack further on in a function is no return address.
  private void requireCalled(String location, long place) {
    Optional<String> around = code.around(place);
    if (around.isPresent()) {
      throw new UserError(
          "%s is in the middle of %s, and nothing calls it".formatted(location, around.get()),
          "name the function, or trace the place without its return: trace " + location);
    }
  }

  private List<Long> known(String location) {
    OptionalLong unnamed = code.unnamed(location);
    if (unnamed.isPresent()) {
      return List.of(unnamed.getAsLong());
    }
    try {
      return symbols.places(location);
    } catch (UserError e) {
      throw code.file()
          .instead(location)
          .map(hint -> new UserError(String.valueOf(e.getMessage()), hint, e))
          .orElse(e);
    }
  }

  /// The first instructions of the functions whose whole names match.
  private Found matching(Pattern pattern) {
    Choice choice = code.file().choose(pattern);
    return new Found(
        choice.places().stream().map(place -> place.address() + code.bias()).toList(),
        Symbols.BEGINNINGS,
        leftOut(choice.passed()));
  }

  /// One line for each reason.
  private static List<String> leftOut(List<Passed> passed) {
    Map<String, List<String>> names = new LinkedHashMap<>();
    passed.forEach(
        each -> names.computeIfAbsent(each.why(), _ -> new ArrayList<>()).add(each.name()));
    List<String> lines = new ArrayList<>();
    names.forEach((why, all) -> {
      String more = all.size() > 1 ? "; %d more for the same reason".formatted(all.size() - 1) : "";
      lines.add("%s: %s%s".formatted(all.getFirst(), why, more));
    });
    return lines;
  }

  private List<Long> entries(String location) {
    List<Long> places = known(location);
    List<Function> functions = places.stream().map(symbols.of(location)::function).toList();
    if (functions.stream().anyMatch(function -> function.name().isEmpty())) {
      return symbols.places("*" + location);
    }
    List<Long> entries =
        functions.stream().map(Function::entry).filter(entry -> entry != 0).distinct().toList();
    return entries.isEmpty() ? outOfLine(location) : entries;
  }

  /// Of a function of which a breakpoint would be in what is inlined into it.
  private List<Long> outOfLine(String location) {
    try {
      return symbols.places("*" + location);
    } catch (UserError e) {
      throw new UserError(
          location + " is inlined everywhere, and is never called",
          "trace it without its return",
          e);
    }
  }
}
