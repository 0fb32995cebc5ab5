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

  /// To tell the kernel after each record would take as long as to read one.
  private static final int RECORDS_AT_ONCE = 64;

  private final int size;
  private final MemorySegment consumed;
  private final MemorySegment produced;
  private final ByteBuffer data;
  private final Descriptor epoll;

  /// @throws io.github.pmdb.snapshot.UserError when the kernel refuses
  public RingBuffer(KernelMap map) {
    this(map, map.shape().entries());
  }

  /// @param size of the data
  RingBuffer(KernelMap map, int size) {
    this.size = size;
    this.epoll = watch(map);
    MemorySegment first = MemorySegment.NULL;
    try {
      first = map(map, PAGE, READ | WRITE, 0);
      // The data is mapped twice in a row, so that no record is split.
      MemorySegment rest = map(map, PAGE + 2L * size, READ, PAGE);
      this.consumed = first;
      this.produced = rest.asSlice(0, PAGE);
      this.data = rest.asSlice(PAGE).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    } catch (RuntimeException | Error e) {
      if (first.byteSize() > 0) {
        SystemCalls.call(SystemCalls.MUNMAP, first.address(), first.byteSize());
      }
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

  /// Who reads records. Their bytes are those of the ring, which are overwritten once it returns.
  public interface Reader {
    /// @param ring little endian
    /// @param at where in it the record begins
    void record(ByteBuffer ring, int at, int length);
  }

  /// Hands each record that is complete now to `sink`, as [#read] does, by itself.
  ///
  /// @return how many there were
  public int drain(Consumer<ByteBuffer> sink) {
    return read(
        (ring, at, length) -> sink.accept(ring.slice(at, length).order(ByteOrder.LITTLE_ENDIAN)));
  }

  /// Hands each record that is complete now to `reader`; those that come meanwhile are left for the
  /// next time.
  ///
  /// @return how many there were
  public int read(Reader reader) {
    int count = 0;
    int passed = 0;
    long position = (long) POSITION.getAcquire(consumed, 0L);
    long end = (long) POSITION.getAcquire(produced, 0L);
    try {
      while (position < end) {
        int at = (int) (position & (size - 1));
        int header = data.getInt(at);
        // What is read of the record is not to be older than that it is complete.
        VarHandle.acquireFence();
        if ((header & BUSY) != 0) {
          break;
        }
        int length = header & ~(BUSY | DISCARDED);
        if ((header & DISCARDED) == 0) {
          reader.record(data, at + HEADER, length);
          count++;
        }
        position += (length + HEADER + 7L) & -8L;
        if (++passed % RECORDS_AT_ONCE == 0) {
          POSITION.setRelease(consumed, 0L, position);
        }
      }
    } finally {
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
