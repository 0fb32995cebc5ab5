package io.github.pmdb.shell;

import java.util.ArrayList;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/// Splits a line at blanks, without quotes or escapes: gdb's own commands know other rules than a
/// shell's, and completion has to give back what was typed.
final class GdbLineParser implements Parser {
  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    List<String> words = new ArrayList<>();
    int wordIndex = 0;
    int wordCursor = 0;
    int position = 0;
    while (position <= line.length()) {
      int start = position;
      while (position < line.length() && !Character.isWhitespace(line.charAt(position))) {
        position++;
      }
      if (position > start || start == cursor) {
        if (cursor >= start && cursor <= position) {
          wordIndex = words.size();
          wordCursor = cursor - start;
        }
        words.add(line.substring(start, position));
      }
      position++;
    }
    if (words.isEmpty()) {
      words.add("");
    }
    return new Line(line, cursor, words, wordIndex, wordCursor);
  }

  private record Line(String line, int cursor, List<String> words, int wordIndex, int wordCursor)
      implements CompletingParsedLine {
    @Override
    public String word() {
      return words.get(wordIndex);
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return candidate;
    }

    @Override
    public int rawWordCursor() {
      return wordCursor;
    }

    @Override
    public int rawWordLength() {
      return word().length();
    }
  }
}
