package io.github.pmdb.command.python;

import io.github.pmdb.interpreter.ScriptFrame.Columns;
import io.github.pmdb.output.Escape;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Carets below the part of a source line that runs.
final class Underline {
  private Underline() {}

  /// @param number the line's number; an expression that ends on a later line is underlined to the
  ///   end of this one
  /// @return blanks and carets as wide as the line is printed, absent when the columns do not fit
  ///   the line or cover all of it, which would tell nothing
  static Optional<String> of(String text, int number, Columns columns) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int end = columns.endLine() == number ? columns.end() : bytes.length;
    int start = columns.start();
    if (start < 0 || end <= start || end > bytes.length) {
      return Optional.empty();
    }
    String before = new String(bytes, 0, start, StandardCharsets.UTF_8);
    String part = new String(bytes, start, end - start, StandardCharsets.UTF_8);
    if (part.strip().equals(text.strip())) {
      return Optional.empty();
    }
    StringBuilder line = new StringBuilder();
    Escape.escape(before).chars().forEach(c -> line.append(c == '\t' ? '\t' : ' '));
    return Optional.of(line.append("^".repeat(Escape.escape(part).length())).toString());
  }
}
