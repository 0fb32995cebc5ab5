package io.github.pmdb.shell;

import io.github.pmdb.gdb.console.UserTerminal;
import io.github.pmdb.gdb.pty.TerminalSize;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.InputFlag;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Attributes.OutputFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.utils.NonBlockingInputStream;

/// The user's terminal, handed to gdb's console while that runs a line.
final class JLineTerminal implements UserTerminal {
  /// While it edits a line, JLine has bracketed paste and the application's cursor keys switched
  /// on.
  private static final String AS_EDITING_LEAVES_IT = "\033[?2004l\033[?1l\033>\033[?25h\033[0m";

  private static final byte[] CTRL_C = {3};

  private final Terminal terminal;
  private final TypedAhead ahead;
  private final ScreenModes modes = new ScreenModes();
  private final OutputStream output = new Output();
  private boolean left;
  private boolean raw;

  /// @param ahead takes the keys that a line leaves, and has those that were left before
  JLineTerminal(Terminal terminal, TypedAhead ahead) {
    this.terminal = terminal;
    this.ahead = ahead;
  }

  @Override
  public int read(byte[] buffer, int timeoutMillis) throws IOException {
    if (!(terminal.input() instanceof NonBlockingInputStream input)) {
      throw new IOException("the terminal cannot be read without blocking");
    }
    int before = ahead.take(buffer);
    if (before > 0) {
      return before;
    }
    int read = input.readBuffered(buffer, 0, buffer.length, Math.max(1, timeoutMillis));
    return switch (read) {
      case NonBlockingInputStream.READ_EXPIRED -> 0;
      case NonBlockingInputStream.EOF -> -1;
      default -> read;
    };
  }

  @Override
  public OutputStream output() {
    return output;
  }

  /// Passes on what is shown, until the terminal is left.
  private final class Output extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      synchronized (JLineTerminal.this) {
        if (!left) {
          modes.follow(bytes, from, from + length);
          terminal.output().write(bytes, from, length);
        }
      }
    }

    @Override
    public void flush() throws IOException {
      synchronized (JLineTerminal.this) {
        if (!left) {
          terminal.output().flush();
        }
      }
    }
  }

  /// Puts the terminal's screen back for good, in whatever state it is; what comes later is not
  /// shown. Its line discipline is JLine's to put back.
  ///
  /// @param out the terminal, past JLine, which at the end of the program closes its own way to it
  synchronized void leave(OutputStream out) throws IOException {
    left = true;
    out.write((modes.undo() + AS_EDITING_LEAVES_IT).getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  @Override
  public TerminalSize size() {
    Size size = terminal.getSize();
    boolean known = size.getColumns() > 0 && size.getRows() > 0;
    return known
        ? new TerminalSize(
            Math.min(size.getColumns(), Short.MAX_VALUE), Math.min(size.getRows(), Short.MAX_VALUE))
        : TerminalSize.USUAL;
  }

  @Override
  public RawMode enterRaw(Runnable onResize) {
    terminal.flush();
    Attributes before = terminal.getAttributes();
    Attributes raw = new Attributes(before);
    raw.setLocalFlag(LocalFlag.ICANON, false);
    raw.setLocalFlag(LocalFlag.ECHO, false);
    raw.setLocalFlag(LocalFlag.IEXTEN, false);
    raw.setLocalFlag(LocalFlag.ISIG, false);
    raw.setInputFlag(InputFlag.IXON, false);
    raw.setInputFlag(InputFlag.ICRNL, false);
    raw.setInputFlag(InputFlag.INLCR, false);
    raw.setOutputFlag(OutputFlag.OPOST, false);
    raw.setControlChar(Attributes.ControlChar.VMIN, 1);
    raw.setControlChar(Attributes.ControlChar.VTIME, 0);
    terminal.setAttributes(raw);
    gdbs(true);
    SignalHandler resized = terminal.handle(Signal.WINCH, _ -> onResize.run());
    SignalHandler interrupted = terminal.handle(Signal.INT, _ -> interrupted());
    return () -> {
      gdbs(false);
      terminal.handle(Signal.INT, interrupted);
      terminal.handle(Signal.WINCH, resized);
      putBack();
      terminal.setAttributes(before);
    };
  }

  /// A terminal that can't be made raw makes a signal of the key; of any other the key itself
  /// comes.
  private void interrupted() {
    if (Shell.isDumb(terminal)) {
      ahead.add(CTRL_C);
    }
  }

  private synchronized void gdbs(boolean now) {
    this.raw = now;
  }

  /// Shows a text while gdb's console has the terminal.
  ///
  /// @return false when it has not, or something fills the screen, and nothing was shown
  synchronized boolean between(String text) {
    if (!raw || left || modes.fullScreen()) {
      return false;
    }
    terminal.writer().print(text.replace("\n", "\r\n"));
    terminal.flush();
    return true;
  }

  /// A gdb that died, or was given up, has left its full-screen interface on.
  private synchronized void putBack() {
    if (!left) {
      terminal.writer().print(modes.undo());
      terminal.flush();
    }
  }

  @Override
  public void typedAhead(byte[] keys) {
    ahead.add(keys);
  }
}
