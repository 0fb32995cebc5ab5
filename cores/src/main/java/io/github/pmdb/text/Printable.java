package io.github.pmdb.text;

/// Which characters do nothing to a terminal but to be seen there.
public final class Printable {
  private Printable() {}

  /// Not so are control characters (C0, DEL, C1), those that turn the direction of what follows,
  /// lone surrogates, separators of lines, and what means something else on each machine.
  public static boolean is(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED,
          Character.PRIVATE_USE ->
          false;
      default -> true;
    };
  }
}
