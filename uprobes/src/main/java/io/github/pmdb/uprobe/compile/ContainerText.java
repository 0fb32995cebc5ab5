package io.github.pmdb.uprobe.compile;

import java.util.Optional;
import java.util.function.UnaryOperator;

/// What the functions of a container of C++'s library would tell, by its members.
///
/// @param first points to the first element
/// @param count how many there are
record ContainerText(String first, String count) {
  /// @param member what gives a member of the object
  static ContainerText of(Type.Elements elements, UnaryOperator<String> member) {
    String first = member.apply(elements.first());
    String end = member.apply(elements.end());
    return new ContainerText(first, elements.counted() ? end : "(%s - %s)".formatted(end, first));
  }

  /// One that is not there is behind a null pointer.
  String at(String index) {
    return "(*((unsigned long)(%s) < (unsigned long)%s ? %s + (%s) : (__typeof__(%s))0))"
        .formatted(index, count, first, index, first);
  }

  /// What a function without arguments would return; empty for one that is not known.
  Optional<String> told(String function) {
    return switch (function) {
      case "size", "length" -> Optional.of("(unsigned long)" + count);
      case "empty" -> Optional.of("((unsigned long)" + count + " == 0)");
      default -> Optional.empty();
    };
  }
}
