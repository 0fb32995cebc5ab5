package io.github.pmdb.procfs;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.file.ProcStatus;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// `/proc/PID/mem`, read at positions that are addresses.
///
/// The file is bound to the address space it was opened for: after an `exec` or the end of the
/// process it reads as empty, so a pid that is used anew is never taken for the old process.
final class ProcMemory extends Memory implements AutoCloseable {
  private final long pid;
  private final Path file;
  private FileChannel channel;
  private boolean closed;

  ProcMemory(long pid) throws IOException {
    this.pid = pid;
    file = Path.of("/proc", Long.toString(pid), "mem");
    channel = FileChannel.open(file, StandardOpenOption.READ);
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) {
    int done = 0;
    while (done < length) {
      long at = address + done;
      // Positions are signed: the upper half of the address space (the kernel's, and the legacy
      // vsyscall page) can not be asked for.
      if (at < 0) {
        throw new MemoryFault(at, length - done, "not an address of user space");
      }
      int got = readOnce(ByteBuffer.wrap(into, offset + done, length - done), at);
      if (got <= 0) {
        throw nothingLeft(at, length - done);
      }
      done += got;
    }
  }

  private int readOnce(ByteBuffer into, long at) {
    try {
      return channel().read(into, at);
    } catch (ClosedByInterruptException _) {
      throw new MemoryFault(at, into.remaining(), "the read was cancelled");
    } catch (ClosedChannelException _) {
      throw new MemoryFault(at, into.remaining(), "the process was let go of");
    } catch (IOException _) {
      // So does a process that is just being taken apart.
      throw runs()
          ? new MemoryFault(at, into.remaining(), "nothing readable is mapped there")
          : vanished(pid, "reading its memory at " + Addresses.hex(at));
    }
  }

  /// An interrupt closes a channel for good; the next read opens it again.
  private synchronized FileChannel channel() throws IOException {
    if (!channel.isOpen() && !closed) {
      channel = FileChannel.open(file, StandardOpenOption.READ);
    }
    return channel;
  }

  private RuntimeException nothingLeft(long at, int length) {
    if (!runs()) {
      return vanished(pid, "reading its memory at " + Addresses.hex(at));
    }
    return new MemoryFault(at, length, "the process ended or started another program (exec)");
  }

  /// A process that ended stays visible as a zombie until it is collected; one whose main thread
  /// alone ended looks the same, but for its other threads.
  private boolean runs() {
    ProcDirectory directory = ProcDirectory.of(pid);
    return directory.numbers("task").stream()
        .flatMap(tid -> ProcStatus.read(directory.thread(tid)).stream())
        .anyMatch(s -> s.state() != 'Z' && s.state() != 'X');
  }

  /// @param during ends the sentence "process N ended while …"
  static UserError vanished(long pid, String during) {
    return new UserError(
        "process " + pid + " ended while " + during,
        "nothing was harmed; a core file would have kept it: see `doctor`");
  }

  @Override
  public synchronized void close() {
    closed = true;
    try {
      channel.close();
    } catch (IOException e) {
      // Closing a descriptor that was only read from loses nothing.
      throw new java.io.UncheckedIOException(e);
    }
  }
}
