package io.github.pmdb.command.python;

import io.github.pmdb.interpreter.ScriptFrame.Columns;
import io.github.pmdb.output.Escape;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// Carets below the part of a source line that runs.
///
/// @param before what stands before it
/// @param part the text of it that is in the line
/// @param whole whether it ends in the line
record Underline(String text, String before, String part, boolean whole) {
  /// A statement whose whole value a call is, of which `traceback` marks nothing.
  private static final Pattern RETURN =
      Pattern.compile("return\\s+\\w+", Pattern.UNICODE_CHARACTER_CLASS);

  private static final Pattern ASSIGNMENT =
      Pattern.compile("\\w+\\s*=", Pattern.UNICODE_CHARACTER_CLASS);

  /// @param number the line's number; an expression that ends on a later line is underlined to the
  ///   end of this one
  /// @return blanks and carets as wide as the line is printed, absent when the columns do not fit
  ///   the line or cover all of it, which would tell nothing
  static Optional<String> of(String text, int number, Columns columns) {
    return fitting(text, number, columns)
        .filter(u -> !u.coversLine())
        .map(u -> u.blanks() + "^".repeat(width(u.part)));
  }

  /// The same as `traceback` of CPython 3.13 prints it: carets below the operator or the brackets,
  /// tildes below what they work on.
  static Optional<String> marks(String text, int number, Columns columns) {
    Optional<Underline> fitting = fitting(text, number, columns);
    if (fitting.isEmpty()) {
      return Optional.empty();
    }
    Underline line = fitting.get();
    Optional<Anchors> anchors = line.whole ? Anchors.of(line.part) : Optional.empty();
    if (anchors.isEmpty()) {
      return of(text, number, columns);
    }
    return line.isValueOf(anchors.get())
        ? Optional.empty()
        : Optional.of(line.blanks() + line.marks(anchors.get()));
  }

  private static Optional<Underline> fitting(String text, int number, Columns columns) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    boolean whole = columns.endLine() == number;
    int end = whole ? columns.end() : bytes.length;
    int start = columns.start();
    if (start < 0 || end <= start || end > bytes.length) {
      return Optional.empty();
    }
    return Optional.of(
        new Underline(
            text,
            new String(bytes, 0, start, StandardCharsets.UTF_8),
            new String(bytes, start, end - start, StandardCharsets.UTF_8),
            whole));
  }

  private boolean coversLine() {
    return part.strip().equals(text.strip());
  }

  private String blanks() {
    StringBuilder line = new StringBuilder();
    Escape.escape(before).chars().forEach(c -> line.append(c == '\t' ? '\t' : ' '));
    return line.toString();
  }

  private String marks(Anchors anchors) {
    return "~".repeat(width(part.substring(0, anchors.start())))
        + "^".repeat(width(part.substring(anchors.start(), anchors.end())))
        + "~".repeat(width(part.substring(anchors.end())));
  }

  /// `return f(…)` and `x = f(…)`, all of them.
  private boolean isValueOf(Anchors anchors) {
    boolean call = part.charAt(anchors.start()) == '(';
    boolean last = anchors.end() == part.length() && text.stripTrailing().equals(before + part);
    String called = before + part.substring(0, anchors.start());
    return call
        && last
        && (RETURN.matcher(called.strip()).matches()
            || ASSIGNMENT.matcher(before.strip()).matches());
  }

  private static int width(String text) {
    return Escape.escape(text).length();
  }
}
