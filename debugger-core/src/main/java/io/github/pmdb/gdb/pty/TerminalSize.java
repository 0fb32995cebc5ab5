package io.github.pmdb.gdb.pty;

/// In character cells.
public record TerminalSize(int columns, int rows) {
  /// Where the real size is not known (VT100).
  public static final TerminalSize USUAL = new TerminalSize(80, 24);

  public TerminalSize {
    if (columns < 1 || rows < 1 || columns > Short.MAX_VALUE || rows > Short.MAX_VALUE) {
      throw new IllegalArgumentException("terminal size " + columns + "x" + rows);
    }
  }
}
