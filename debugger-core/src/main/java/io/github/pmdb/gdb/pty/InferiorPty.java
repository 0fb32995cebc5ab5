package io.github.pmdb.gdb.pty;

import com.pty4j.unix.Pty;
import java.io.IOException;
import java.lang.foreign.Arena;

/// The terminal of the program that gdb runs: an ordinary one, with echo and signals by keys.
///
/// We hold its other side open, else our reads would fail whenever no program is there. When a
/// program that led a session on it ends, the kernel hangs it up; [#reopen()] makes it usable
/// again.
public final class InferiorPty {
  // asm-generic/fcntl.h
  private static final int O_RDWR = 0x2;
  private static final int O_NOCTTY = 0x100;
  private static final int O_CLOEXEC = 0x80000;

  private final Pty pty;
  private final PtyMaster master;
  private TerminalSize size;
  private int slave;

  public InferiorPty(Pty pty, TerminalSize size) throws IOException {
    this.pty = pty;
    this.master = new PtyMaster(pty.getMasterFD());
    this.size = size;
    this.slave = openSlave();
    master.resize(size);
  }

  private int openSlave() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return (int)
          LibC.open(arena, slaveName(), O_RDWR | O_NOCTTY | O_CLOEXEC)
              .orThrow("opening " + slaveName());
    }
  }

  public PtyMaster master() {
    return master;
  }

  public String slaveName() {
    return pty.getSlaveName();
  }

  public synchronized void resize(TerminalSize now) throws IOException {
    size = now;
    master.resize(now);
  }

  /// After a hang-up, once everything that was written before has been read.
  public synchronized void reopen() throws IOException {
    closeSlave();
    slave = openSlave();
    master.resize(size);
  }

  private void closeSlave() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      LibC.close(arena, slave).orThrow("closing " + slaveName());
    }
  }

  public synchronized void close() throws IOException {
    closeSlave();
    pty.close();
  }
}
