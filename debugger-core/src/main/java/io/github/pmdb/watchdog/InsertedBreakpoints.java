package io.github.pmdb.watchdog;

import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.file.ProcStatus;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The breakpoints that a living debugger has in the code, looked at again and again, so that they
/// can be put back at the very moment in which it dies: a thread that meets one before that dies of
/// SIGTRAP. Searching only then would take tens of milliseconds, this takes some microseconds.
final class InsertedBreakpoints implements AutoCloseable {
  private static final byte INT3 = (byte) 0xcc;

  private final long pid;
  private final LiveSnapshot process;
  private final RandomAccessFile memory;
  private final Set<Long> ownTraps;
  private volatile Map<Long, Byte> seen = Map.of();

  private InsertedBreakpoints(
      long pid, LiveSnapshot process, RandomAccessFile memory, Set<Long> ownTraps) {
    this.pid = pid;
    this.process = process;
    this.memory = memory;
    this.ownTraps = ownTraps;
  }

  /// Opens what is needed while there is time.
  ///
  /// @param ownTraps addresses that are none of the debugger's
  /// @throws IOException when the process may not be written to
  static InsertedBreakpoints of(long pid, Set<Long> ownTraps) throws IOException {
    RandomAccessFile memory =
        new RandomAccessFile(ProcDirectory.of(pid).path().resolve("mem").toFile(), "rw");
    return new InsertedBreakpoints(pid, LiveProcess.open(pid), memory, ownTraps);
  }

  /// Looks anew while the process runs: a debugger inserts breakpoints when it lets go.
  void look() {
    if (ProcStatus.of(pid).filter(s -> s.state() != 't').isPresent()) {
      Map<Long, Byte> found = new TreeMap<>(LeftBreakpoints.in(process).originals());
      found.keySet().removeAll(ownTraps);
      seen = found;
    }
  }

  /// Puts back what was seen last. What this misses, [Repair#mend] finds by searching.
  void putBack() {
    try {
      for (Map.Entry<Long, Byte> breakpoint : seen.entrySet()) {
        memory.seek(breakpoint.getKey());
        if (memory.readByte() == INT3) {
          memory.seek(breakpoint.getKey());
          memory.writeByte(breakpoint.getValue());
        }
      }
    } catch (IOException _) {
      // Unmapped or ended since: the search that follows tells what is left.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    memory.close();
    process.close();
  }
}
