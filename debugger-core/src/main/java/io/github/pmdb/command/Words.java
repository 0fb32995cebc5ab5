package io.github.pmdb.command;

import io.github.pmdb.snapshot.UserError;
import java.util.ArrayList;
import java.util.List;

/// The words of a typed line. Single quotes keep everything, double quotes all but `\"` and `\\`;
/// outside quotes a backslash keeps the next character.
public final class Words {
  /// @param text without quotes
  /// @param start offset in the line
  public record Word(String text, int start) {}

  private final String line;
  private int position;

  private Words(String line) {
    this.line = line;
  }

  /// @throws UserError when a quote is not closed
  public static List<Word> of(String line) {
    Words words = new Words(line);
    List<Word> found = new ArrayList<>();
    while (words.skipSpaces()) {
      int start = words.position;
      found.add(new Word(words.word(), start));
    }
    return found;
  }

  private boolean skipSpaces() {
    while (position < line.length() && Character.isWhitespace(line.charAt(position))) {
      position++;
    }
    return position < line.length();
  }

  private String word() {
    StringBuilder text = new StringBuilder();
    while (position < line.length() && !Character.isWhitespace(line.charAt(position))) {
      char c = line.charAt(position++);
      switch (c) {
        case '\'', '"' -> quoted(c, text);
        case '\\' -> text.append(position < line.length() ? line.charAt(position++) : c);
        default -> text.append(c);
      }
    }
    return text.toString();
  }

  private void quoted(char quote, StringBuilder text) {
    while (position < line.length()) {
      char c = line.charAt(position++);
      if (c == quote) {
        return;
      }
      if (c == '\\' && quote == '"' && escapes()) {
        c = line.charAt(position++);
      }
      text.append(c);
    }
    throw new UserError("a " + quote + " is not closed", "type a second " + quote);
  }

  private boolean escapes() {
    return position < line.length()
        && (line.charAt(position) == '"' || line.charAt(position) == '\\');
  }
}
