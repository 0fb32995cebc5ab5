package io.github.pmdb.uprobe.spec;

import io.github.pmdb.snapshot.UserError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Which characters of a line stand by themselves, that is outside of brackets and quotes.
final class Outline {
  private static final String OPENING = "([{";
  private static final String CLOSING = ")]}";

  private final String text;
  private final boolean[] outside;

  /// @throws UserError where a bracket or a quote is left open
  Outline(String text) {
    this.text = text;
    this.outside = new boolean[text.length()];
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\'') {
        i = endOfQuote(i);
      } else if (OPENING.indexOf(c) >= 0) {
        open.push(i);
      } else if (CLOSING.indexOf(c) >= 0) {
        close(open, i);
      } else {
        outside[i] = open.isEmpty();
      }
    }
    if (!open.isEmpty()) {
      throw wrong(text, open.pop(), "this bracket is not closed");
    }
  }

  private int endOfQuote(int start) {
    for (int i = start + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == text.charAt(start)) {
        return i;
      }
    }
    throw wrong(text, start, "this quote is not closed");
  }

  /// Whether it is one string and nothing else.
  boolean isQuote(Part part) {
    return part.text().startsWith("\"")
        && endOfQuote(part.position()) == part.position() + part.text().length() - 1;
  }

  private void close(Deque<Integer> open, int at) {
    if (open.isEmpty()
        || OPENING.indexOf(text.charAt(open.pop())) != CLOSING.indexOf(text.charAt(at))) {
      throw wrong(text, at, "this bracket closes nothing");
    }
  }

  /// Where `c` stands by itself, from `from` on and before `to`; `to` when it does not.
  int find(char c, int from, int to) {
    int at = from;
    while (at < to && !(outside[at] && text.charAt(at) == c)) {
      at++;
    }
    return at;
  }

  /// Where the word stands by itself from `from` on; the length of the text when it does not.
  int findWord(String word, int from) {
    int at = text.indexOf(word, from);
    while (at >= 0 && !(outside[at] && isWord(at, word.length()))) {
      at = text.indexOf(word, at + 1);
    }
    return at < 0 ? text.length() : at;
  }

  /// The parts between `&&` that stand by themselves; the whole where an operator that binds less
  /// stands by itself too.
  List<String> conjuncts() {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean twice = i + 1 < text.length() && text.charAt(i + 1) == c;
      if (outside[i] && (c == '?' || c == ',' || (c == '|' && twice))) {
        return List.of(text.strip());
      }
      if (outside[i] && c == '&' && twice) {
        parts.add(text.substring(from, i).strip());
        from = ++i + 1;
      }
    }
    parts.add(text.substring(from).strip());
    return parts;
  }

  private boolean isWord(int at, int length) {
    int end = at + length;
    boolean starts = at == 0 || Character.isWhitespace(text.charAt(at - 1));
    return starts && (end == text.length() || !isName(text.charAt(end)));
  }

  private static boolean isName(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == ':' || c == '.';
  }

  static UserError wrong(String text, int position, String what) {
    return new UserError(
        what,
        "%s\n%s^\n".formatted(text, " ".repeat(position))
            + "A trace is written LOCATION [if CONDITION] [print ITEM, …]:"
            + " server.c:120 if req->len > 4096 print req->id, bt");
  }
}
