package io.github.pmdb.cpython.expression;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.repr.Denoted;
import java.util.List;

/// A name and what is looked up in its value, in order.
///
/// @param name a variable
public record Path(String name, List<Step> steps) {
  /// One look-up in the value before.
  public sealed interface Step {
    /// As in the expression.
    String text();
  }

  /// `.name`.
  public record Attribute(String name, String text) implements Step {}

  /// `[key]`.
  public record Item(Key key, String text) implements Step {}

  /// @throws io.github.pmdb.snapshot.UserError when the text is none
  public static Path parse(String text) {
    return PathParser.parse(text);
  }

  /// Where the steps lead from the value of the name.
  ///
  /// @throws io.github.pmdb.snapshot.UserError that says which step led nowhere and what is there
  public Denoted follow(Heap heap, long start) {
    return new PathWalk(heap, this).from(start);
  }

  /// Names that may follow a dot behind an object.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when the object can not be read
  public static List<String> members(Heap heap, Denoted denoted) {
    return denoted instanceof Denoted.Stored(long object)
        ? Members.names(heap, object)
        : Made.names(heap, denoted);
  }

  /// The expression up to the step of that index, without it.
  String before(int step) {
    StringBuilder text = new StringBuilder(name);
    steps.subList(0, step).forEach(s -> text.append(s.text()));
    return text.toString();
  }
}
