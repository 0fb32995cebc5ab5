package io.github.pmdb.gdb.console;

/// Text as keys for gdb's console.
///
/// @param line the first line, without its end
/// @param rest the further lines, each with the Enter key (a carriage return)
record Typed(String line, String rest) {
  static Typed of(String text) {
    String[] lines = text.split("\\R", -1);
    StringBuilder rest = new StringBuilder();
    for (int i = 1; i < lines.length; i++) {
      rest.append(printable(lines[i])).append('\r');
    }
    return new Typed(printable(lines[0]), rest.toString());
  }

  /// Control characters would be editing keys (a tab completes).
  private static String printable(String line) {
    return line.replaceAll("\\p{Cntrl}", " ");
  }
}
