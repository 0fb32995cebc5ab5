package io.github.pmdb.uprobe.compile;

import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the functions of a container of C++'s library would tell, by its members.
///
/// @param first points to the first element
/// @param count how many there are
/// @param bits whether each is a bit of a word
record ContainerText(String first, String count, boolean bits) {
  private static final Pattern MEMBER = Pattern.compile("\\{([\\w.]*)}");
  private static final int BITS = 64;

  /// @param member what gives a member of the object, or the object itself for an empty name
  static ContainerText of(Type.Elements elements, UnaryOperator<String> member) {
    return new ContainerText(
        filled(elements.first(), member), filled(elements.count(), member), elements.bits());
  }

  private static String filled(String template, UnaryOperator<String> member) {
    return MEMBER
        .matcher(template)
        .replaceAll(each -> Matcher.quoteReplacement(member.apply(each.group(1))));
  }

  /// One that is not there is behind a null pointer.
  String at(String index) {
    if (!bits) {
      return at(index, "(" + index + ")");
    }
    String word = at(index, "(unsigned long)(%s) / %d".formatted(index, BITS));
    return "((bool)(%s >> ((unsigned long)(%s) %% %d) & 1))".formatted(word, index, BITS);
  }

  private String at(String index, String place) {
    return "(*((unsigned long)(%s) < (unsigned long)%s ? %s + %s : (__typeof__(%s))0))"
        .formatted(index, count, first, place, first);
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
