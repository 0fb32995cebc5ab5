package io.github.pmdb.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The memory of a target. Typed reads are little endian: the values that pmdb decodes are those of
/// x86-64 and AArch64 Linux; of targets with another byte order only raw bytes are read.
public abstract class Memory {
  /// Room for a string at first, at least one chunk; a limit is often thousands of times as much.
  private static final int USUAL_STRING = 256;

  private static final VarHandle I16 = view(short[].class);
  private static final VarHandle I32 = view(int[].class);
  private static final VarHandle I64 = view(long[].class);

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
  }

  /// Fills `into[offset, offset + length)` from `address`, all of it.
  ///
  /// @throws MemoryFault when any byte could not be read; the buffer's content is then undefined
  public abstract void read(long address, byte[] into, int offset, int length);

  /// Exactly `length` bytes; the caller bounds lengths that come from the target.
  public final byte[] bytes(long address, int length) {
    byte[] buffer = new byte[length];
    read(address, buffer, 0, length);
    return buffer;
  }

  public final int u8(long address) {
    return bytes(address, 1)[0] & 0xff;
  }

  public final int u16(long address) {
    return (short) I16.get(bytes(address, 2), 0) & 0xffff;
  }

  public final int i32(long address) {
    return (int) I32.get(bytes(address, 4), 0);
  }

  public final long u32(long address) {
    return i32(address) & 0xffff_ffffL;
  }

  public final long i64(long address) {
    return (long) I64.get(bytes(address, 8), 0);
  }

  /// A 64-bit pointer.
  public final long pointer(long address) {
    return i64(address);
  }

  /// The bytes up to a NUL, without it, or `limit` bytes where none was met before. A string that
  /// ends before unreadable memory is read without a fault.
  public final byte[] cString(long address, int limit) {
    byte[] buffer = new byte[Math.min(limit, USUAL_STRING)];
    int filled = 0;
    while (filled < limit) {
      int chunk = (int) Math.min(limit - filled, 64 - ((address + filled) & 63));
      if (filled + chunk > buffer.length) {
        buffer = Arrays.copyOf(buffer, Math.min(limit, 4 * buffer.length));
      }
      read(address + filled, buffer, filled, chunk);
      for (int i = filled; i < filled + chunk; i++) {
        if (buffer[i] == 0) {
          return Arrays.copyOf(buffer, i);
        }
      }
      filled += chunk;
    }
    return buffer;
  }
}
