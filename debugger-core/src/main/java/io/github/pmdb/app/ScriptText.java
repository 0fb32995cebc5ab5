package io.github.pmdb.app;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/// Splits a script into what is to be run at once: most lines stand alone, gdb's blocks (`define`,
/// `commands`, `python`, `if` …) go with all lines up to their `end`.
///
/// The words are those of gdb's `cli/cli-script.c` (`process_next_line`).
final class ScriptText {
  private static final Set<String> BLOCKS =
      Set.of("while", "while-stepping", "stepping", "ws", "if", "commands", "define", "document");
  private static final Set<String> CODE = Set.of("python", "py", "guile", "gu", "compile");

  private ScriptText() {}

  static List<String> split(String script) {
    List<String> parts = new ArrayList<>();
    List<String> block = new ArrayList<>();
    Deque<String> open = new ArrayDeque<>();
    for (String line : script.lines().toList()) {
      String word = word(line);
      if (open.isEmpty() && (line.isBlank() || word.startsWith("#"))) {
        continue;
      }
      block.add(line);
      if (word.equals("end") && !open.isEmpty()) {
        open.pop();
      } else if (opens(line, open)) {
        open.push(word);
      }
      if (open.isEmpty()) {
        parts.add(String.join("\n", block));
        block.clear();
      }
    }
    if (!block.isEmpty()) {
      parts.add(String.join("\n", block));
    }
    return parts;
  }

  /// Code of another language and the text of `document` hold no blocks of gdb's.
  private static boolean opens(String line, Deque<String> open) {
    String word = word(line);
    String around = open.isEmpty() ? "" : open.peek();
    if (CODE.contains(around) || around.equals("document")) {
      return false;
    }
    boolean code = CODE.contains(word) && line.strip().equals(word);
    return code || BLOCKS.contains(word);
  }

  private static String word(String line) {
    return line.strip().split("\\s", 2)[0];
  }
}
