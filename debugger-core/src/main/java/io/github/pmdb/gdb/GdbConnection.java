package io.github.pmdb.gdb;

import java.io.InputStream;
import java.io.OutputStream;

/// A running gdb and the byte streams of its MI channel, however they are carried (a pty, pipes).
public interface GdbConnection {
  /// What gdb writes in MI, raw: no echo of what is written to [#miOut()].
  InputStream miIn();

  /// Where MI commands go.
  OutputStream miOut();

  /// gdb's own process id.
  long pid();

  /// Whether the gdb process still exists.
  boolean alive();

  /// Ends gdb with SIGKILL and closes the streams; no effect when it is gone already.
  void kill();
}
