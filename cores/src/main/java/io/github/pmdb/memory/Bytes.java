package io.github.pmdb.memory;

import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A run of bytes with an order, most often a mapped file. Every offset is compared with the length
/// before it is used, so a hostile file can not lead a reader astray: what lies outside is a
/// [MemoryFault] whose address is the offset in the file.
public final class Bytes {
  /// As much of a text is taken at first; names in ELF files are shorter.
  private static final int USUAL_TEXT = 64;

  /// All that was mapped or given, where it is not too long for a buffer: the first access to a
  /// segment makes the JVM put together handles, which takes a fifth of a short run.
  private final @Nullable ByteBuffer near;

  private final @Nullable MemorySegment far;
  private final ByteOrder order;
  private final long start;
  private final long size;

  private Bytes(ByteBuffer near, long start, long size) {
    this.near = near;
    this.far = null;
    this.order = near.order();
    this.start = start;
    this.size = size;
  }

  private Bytes(MemorySegment far, ByteOrder order, long start, long size) {
    this.near = null;
    this.far = far;
    this.order = order;
    this.start = start;
    this.size = size;
  }

  /// Little endian until told otherwise.
  public static Bytes of(byte[] array) {
    return of(ByteBuffer.wrap(array));
  }

  private static Bytes of(ByteBuffer buffer) {
    return new Bytes(buffer.order(ByteOrder.LITTLE_ENDIAN), 0, buffer.capacity());
  }

  /// Maps a whole file, of any size, until nothing refers to it any more.
  ///
  /// @throws UserError when it is not there, not readable, or not a regular file
  public static Bytes map(Path file) {
    if (Files.isDirectory(file)) {
      throw new UserError(file + " is a directory", "name the file itself");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new UserError(file + " is not a regular file", "copy it to a file first");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      MemorySegment all = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, Arena.ofAuto());
      return size <= Integer.MAX_VALUE
          ? of(all.asByteBuffer())
          : new Bytes(all, ByteOrder.LITTLE_ENDIAN, 0, size);
    } catch (IOException e) {
      throw FileErrors.cannotRead(file, e);
    }
  }

  public Bytes order(ByteOrder wanted) {
    if (wanted == order) {
      return this;
    }
    return near != null
        ? new Bytes(near.duplicate().order(wanted), start, size)
        : new Bytes(segment(), wanted, 0, size);
  }

  public ByteOrder order() {
    return order;
  }

  public long size() {
    return size;
  }

  public MemorySegment segment() {
    return whole().asSlice(start, size);
  }

  private MemorySegment whole() {
    return near != null ? MemorySegment.ofBuffer(near) : Objects.requireNonNull(far);
  }

  /// Whether `[offset, offset + length)` lies inside.
  public boolean holds(long offset, long length) {
    return offset >= 0 && length >= 0 && offset <= size - length;
  }

  /// The part `[offset, offset + length)`, all of it.
  public Bytes slice(long offset, long length) {
    check(offset, length);
    return part(offset, length);
  }

  /// As much of `[offset, offset + length)` as there is.
  public Bytes clamp(long offset, long length) {
    long from = Addresses.min(offset, size);
    return part(from, Addresses.min(length, size - from));
  }

  private Bytes part(long offset, long length) {
    return near != null
        ? new Bytes(near, start + offset, length)
        : new Bytes(whole(), order, start + offset, length);
  }

  private void check(long offset, long length) {
    if (!holds(offset, length)) {
      throw new MemoryFault(start + offset, length, "the file's data ends at " + (start + size));
    }
  }

  /// Where `length` bytes at `offset` lie in `near`.
  private int at(long offset, int length) {
    check(offset, length);
    return (int) (start + offset);
  }

  /// A part of what is too long for a buffer.
  private ByteBuffer far(long offset, int length) {
    check(offset, length);
    return whole().asSlice(start + offset, length).asByteBuffer().order(order);
  }

  public int u8(long offset) {
    return (near != null ? near.get(at(offset, 1)) : far(offset, 1).get(0)) & 0xff;
  }

  public int u16(long offset) {
    return (near != null ? near.getShort(at(offset, 2)) : far(offset, 2).getShort(0)) & 0xffff;
  }

  public int i32(long offset) {
    return near != null ? near.getInt(at(offset, 4)) : far(offset, 4).getInt(0);
  }

  public long u32(long offset) {
    return i32(offset) & 0xffff_ffffL;
  }

  public long i64(long offset) {
    return near != null ? near.getLong(at(offset, 8)) : far(offset, 8).getLong(0);
  }

  /// An unsigned number of 4 or 8 bytes.
  public long word(long offset, int size) {
    return size == 8 ? i64(offset) : u32(offset);
  }

  public byte[] copy(long offset, int length) {
    check(offset, length);
    byte[] into = new byte[length];
    try {
      if (near != null) {
        near.get(at(offset, length), into);
      } else {
        MemorySegment.copy(whole(), start + offset, MemorySegment.ofArray(into), 0, length);
      }
    } catch (InternalError e) {
      // The JVM's answer to SIGBUS: the mapped file was cut after it was opened.
      throw new MemoryFault(start + offset, length, "the file has shrunk");
    }
    return into;
  }

  /// The text up to a NUL, the end of the data or `limit` bytes, whichever comes first.
  public String text(long offset, int limit) {
    check(offset, 0);
    int most = (int) Math.min(limit, size - offset);
    int length = 0;
    byte[] bytes = new byte[0];
    while (length == bytes.length && length < most) {
      bytes = copy(offset, Math.min(most, Math.max(USUAL_TEXT, 4 * length)));
      while (length < bytes.length && bytes[length] != 0) {
        length++;
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
