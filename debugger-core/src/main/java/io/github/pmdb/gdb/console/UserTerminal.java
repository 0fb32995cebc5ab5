package io.github.pmdb.gdb.console;

import io.github.pmdb.gdb.pty.TerminalSize;
import java.io.IOException;
import java.io.OutputStream;

/// The user's terminal, as far as gdb's console needs it.
public interface UserTerminal {
  /// Waits for keys. Nothing may be left in a buffer of ours that a later read elsewhere would
  /// miss.
  ///
  /// @return how many bytes were put into the buffer; 0 when none came in time; -1 when the
  ///   terminal is gone
  int read(byte[] buffer, int timeoutMillis) throws IOException;

  /// Where bytes go as they are. Flushed by the writer.
  OutputStream output();

  TerminalSize size();

  /// Makes keys come singly, without echo, without signals (Ctrl-C is byte 3), and output go out
  /// untranslated, until the result is closed.
  ///
  /// @param onResize called, on any thread, when the size has changed meanwhile
  RawMode enterRaw(Runnable onResize);

  /// Takes back keys that were typed while gdb was busy and that nobody has read: they belong to
  /// what reads the terminal next.
  void typedAhead(byte[] keys);

  /// Ends when closed.
  interface RawMode extends AutoCloseable {
    @Override
    void close();
  }
}
