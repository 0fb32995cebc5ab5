package io.github.pmdb.uprobe.kernel;

import io.github.pmdb.uprobe.syscall.Descriptor;
import io.github.pmdb.uprobe.syscall.Errno;
import io.github.pmdb.uprobe.syscall.Refusal;
import io.github.pmdb.uprobe.syscall.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.function.Consumer;

/// Reads the records that programs put into a map of kind [MapKind#RING], in the order in which
/// they began to. Layout: `kernel/bpf/ringbuf.c`. One thread at a time may read.
///
/// What does not fit is lost, and only the program knows: it is to count what it could not reserve.
public final class RingBuffer implements AutoCloseable {
  private static final long PAGE = 4096;
  private static final int HEADER = 8;
  private static final int BUSY = 1 << 31;
  private static final int DISCARDED = 1 << 30;

  private static final long READ = 1;
  private static final long WRITE = 2;
  private static final long SHARED = 1;
  private static final long CTL_ADD = 1;
  private static final int POLL_IN = 1;
  private static final long EPOLL_CLOSE_ON_EXEC = 0x80000;

  /// `struct epoll_event` is packed on x86-64.
  private static final int EVENT_BYTES = 12;

  private static final VarHandle POSITION = ValueLayout.JAVA_LONG.varHandle();
  private static final VarHandle LENGTH = ValueLayout.JAVA_INT.varHandle();

  private final int size;
  private final MemorySegment consumed;
  private final MemorySegment produced;
  private final MemorySegment data;
  private final Descriptor epoll;

  /// @throws io.github.pmdb.snapshot.UserError when the kernel refuses
  public RingBuffer(KernelMap map) {
    this.size = map.shape().entries();
    this.epoll = watch(map);
    try {
      this.consumed = map(map, PAGE, READ | WRITE, 0);
      // The data is mapped twice in a row, so that no record is split.
      MemorySegment rest = map(map, PAGE + 2L * size, READ, PAGE);
      this.produced = rest.asSlice(0, PAGE);
      this.data = rest.asSlice(PAGE);
    } catch (RuntimeException | Error e) {
      epoll.close();
      throw e;
    }
  }

  private static MemorySegment map(KernelMap map, long bytes, long rights, long offset) {
    long address =
        checked(
            "mmap",
            SystemCalls.call(SystemCalls.MMAP, 0, bytes, rights, SHARED, map.descriptor(), offset));
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  /// @throws io.github.pmdb.snapshot.UserError for an error that the kernel answered with
  private static long checked(String call, long result) {
    if (result < 0 && result > -PAGE) {
      throw Refusal.ofRing(call, (int) -result);
    }
    return result;
  }

  private static Descriptor watch(KernelMap map) {
    Descriptor epoll =
        new Descriptor(
            (int)
                checked(
                    "epoll_create1",
                    SystemCalls.call(SystemCalls.EPOLL_CREATE1, EPOLL_CLOSE_ON_EXEC)));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(EVENT_BYTES, 8);
      event.set(ValueLayout.JAVA_INT, 0, POLL_IN);
      checked(
          "epoll_ctl",
          SystemCalls.call(
              SystemCalls.EPOLL_CTL, epoll.number(), CTL_ADD, map.descriptor(), event.address()));
      return epoll;
    } catch (RuntimeException | Error e) {
      epoll.close();
      throw e;
    }
  }

  /// Waits until there is a record, at most so long.
  ///
  /// @return whether there may be one
  public boolean await(Duration most) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(EVENT_BYTES, 8);
      long ready =
          SystemCalls.call(
              SystemCalls.EPOLL_WAIT, epoll.number(), event.address(), 1, most.toMillis());
      return ready != -Errno.EINTR && checked("epoll_wait", ready) > 0;
    }
  }

  /// Hands each record that is complete now to `sink`, little endian; those that come meanwhile are
  /// left for the next time. A record's bytes are those of the ring: they are overwritten once
  /// `sink` returns.
  ///
  /// @return how many there were
  public int drain(Consumer<ByteBuffer> sink) {
    int count = 0;
    long position = (long) POSITION.getAcquire(consumed, 0L);
    long end = (long) POSITION.getAcquire(produced, 0L);
    while (position < end) {
      long at = position & (size - 1);
      int header = (int) LENGTH.getAcquire(data, at);
      if ((header & BUSY) != 0) {
        break;
      }
      int length = header & ~(BUSY | DISCARDED);
      if ((header & DISCARDED) == 0) {
        sink.accept(
            data.asSlice(at + HEADER, length).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
        count++;
      }
      position += (length + HEADER + 7L) & -8L;
      POSITION.setRelease(consumed, 0L, position);
    }
    return count;
  }

  @Override
  public void close() {
    epoll.close();
    SystemCalls.call(SystemCalls.MUNMAP, consumed.address(), consumed.byteSize());
    SystemCalls.call(SystemCalls.MUNMAP, produced.address(), PAGE + 2L * size);
  }
}
