package io.github.pmdb.node.value;

import java.util.regex.Pattern;

/// Strings and keys as a program would spell them.
final class Quoted {
  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]*");

  private Quoted() {}

  static String string(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
            out.append("\\x%02x".formatted((int) c));
          } else if (isAlone(text, i)) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }

  /// Whether half of a pair stands alone, which JavaScript allows.
  private static boolean isAlone(String text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }

  /// A name that needs no quotes as it is.
  static String key(String name) {
    boolean plain = !name.isEmpty() && Character.isJavaIdentifierStart(name.charAt(0));
    boolean number = NUMBER.matcher(name).matches();
    boolean isPrivate = name.startsWith("#") && name.length() > 1;
    String rest = isPrivate ? name.substring(1) : name;
    return number
            || ((plain || isPrivate) && rest.chars().allMatch(Character::isJavaIdentifierPart))
        ? name
        : string(name);
  }
}
