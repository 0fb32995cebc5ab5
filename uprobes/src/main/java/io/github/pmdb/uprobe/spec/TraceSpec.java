package io.github.pmdb.uprobe.spec;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a trace breakpoint is to do.
///
/// @param location as gdb's `break` takes it
/// @param format of one line, for the expressions among the items
public record TraceSpec(
    Part location, Optional<Part> condition, Optional<Format> format, List<Item> items) {
  /// `FUNCTION+16`, without the `*` that gdb wants.
  private static final Pattern BEHIND =
      Pattern.compile("[A-Za-z_](?:\\w|::)*\\s*\\+\\s*(?:0[xX]\\p{XDigit}+|\\d+)");

  public TraceSpec {
    if (BEHIND.matcher(location.text()).matches()) {
      location = new Part("*" + location.text(), location.position());
    }
    items = List.copyOf(items);
  }

  /// @throws io.github.pmdb.snapshot.UserError with the place where the text is wrong marked
  public static TraceSpec parse(String text) {
    return new SpecParser(text).parse();
  }

  /// The parts of the condition that must hold one by one.
  public List<String> conditions() {
    return condition.map(part -> new Outline(part.text()).conjuncts()).orElse(List.of());
  }

  /// The same at a location that is written in another way.
  public TraceSpec at(String elsewhere) {
    return new TraceSpec(new Part(elsewhere, location.position()), condition, format, items);
  }
}
