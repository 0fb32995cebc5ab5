package io.github.pmdb.shell;

import java.io.IOException;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.NonBlockingReader;

/// Shows long output a screen at a time, in the terminal's own scrollback: space for the next
/// screen, Enter for a line, `a` for all the rest, `q` or Ctrl-C to leave, `/` to go on to the next
/// line with a text.
///
/// `less` was not taken: a read that JLine has begun would steal its first key, and its `!` runs
/// programs.
final class Pager {
  private static final String QUESTION =
      "-- more: space, enter (a line), a (all), / (search), q (quit) --";

  private final Terminal terminal;
  private final List<String> lines;
  private int next;

  /// @param text rendered lines, each ended by a newline
  Pager(Terminal terminal, String text) {
    this.terminal = terminal;
    this.lines = text.lines().toList();
  }

  /// Prints at once what fits on the screen, else asks in between.
  void show() throws IOException {
    int rows = terminal.getRows();
    if (rows < 5 || rowsFrom(0, lines.size()) < rows) {
      print(Integer.MAX_VALUE);
      return;
    }
    Attributes before = terminal.enterRawMode();
    // Ctrl-C as a key, not as a signal.
    Attributes keys = terminal.getAttributes();
    keys.setLocalFlag(Attributes.LocalFlag.ISIG, false);
    terminal.setAttributes(keys);
    try {
      print(rows - 1);
      boolean more = true;
      while (more && next < lines.size()) {
        more = ask(rows - 1);
      }
    } finally {
      terminal.setAttributes(before);
    }
  }

  private boolean ask(int screen) throws IOException {
    write(QUESTION);
    int key = terminal.reader().read();
    write("\r\u001b[K");
    return switch (key) {
      case ' ', 'f' -> print(screen);
      case '\r', '\n', 'j' -> print(1);
      case 'a', 'G' -> print(Integer.MAX_VALUE);
      case '/' -> search(screen);
      case 'q', 'Q', 3, 4, NonBlockingReader.EOF -> false;
      default -> true;
    };
  }

  private boolean search(int screen) throws IOException {
    StringBuilder wanted = new StringBuilder();
    write("/");
    for (int key = terminal.reader().read(); key != '\r' && key != '\n'; ) {
      if (key < 0 || key == 3) {
        write("\r\u001b[K");
        return true;
      }
      if (key == 0x7f || key == 8) {
        wanted.setLength(Math.max(0, wanted.length() - 1));
      } else if (key >= ' ') {
        wanted.append((char) key);
      }
      write("\r\u001b[K/" + wanted);
      key = terminal.reader().read();
    }
    write("\r\u001b[K");
    for (int i = next; i < lines.size(); i++) {
      if (AttributedString.stripAnsi(lines.get(i)).contains(wanted)) {
        next = i;
        return print(screen);
      }
    }
    write("not found\n");
    return true;
  }

  private boolean print(int rows) {
    long left = rows;
    while (next < lines.size() && left > 0) {
      left -= rowsFrom(next, next + 1);
      write(lines.get(next) + "\n");
      next++;
    }
    return true;
  }

  /// Screen rows that lines take, wrapped ones counted as the terminal wraps them.
  private long rowsFrom(int from, int to) {
    int width = Math.max(1, terminal.getColumns());
    long rows = 0;
    for (int i = from; i < to; i++) {
      int columns = AttributedString.fromAnsi(lines.get(i)).columnLength();
      rows += Math.max(1, (columns + width - 1) / width);
    }
    return rows;
  }

  private void write(String text) {
    terminal.writer().print(text);
    terminal.flush();
  }
}
