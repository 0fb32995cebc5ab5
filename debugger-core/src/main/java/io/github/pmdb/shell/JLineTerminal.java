package io.github.pmdb.shell;

import io.github.pmdb.gdb.console.UserTerminal;
import io.github.pmdb.gdb.pty.TerminalSize;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
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
  private final Terminal terminal;
  private final Consumer<String> typedAhead;

  /// @param typedAhead takes keys that the next line is to begin with
  JLineTerminal(Terminal terminal, Consumer<String> typedAhead) {
    this.terminal = terminal;
    this.typedAhead = typedAhead;
  }

  @Override
  public int read(byte[] buffer, int timeoutMillis) throws IOException {
    if (!(terminal.input() instanceof NonBlockingInputStream input)) {
      throw new IOException("the terminal cannot be read without blocking");
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
    return terminal.output();
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
    SignalHandler resized = terminal.handle(Signal.WINCH, _ -> onResize.run());
    return () -> {
      terminal.handle(Signal.WINCH, resized);
      terminal.flush();
      terminal.setAttributes(before);
    };
  }

  @Override
  public void typedAhead(byte[] keys) {
    if (keys.length > 0) {
      typedAhead.accept(new String(keys, StandardCharsets.UTF_8));
    }
  }
}
