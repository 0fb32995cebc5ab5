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
import org.jspecify.annotations.Nullable;

/// A run of bytes with an order, most often a mapped file. Every offset is compared with the length
/// before it is used, so a hostile file can not lead a reader astray: what lies outside is a
/// [MemoryFault] whose address is the offset in the file.
public final class Bytes {
  private final MemorySegment segment;
  private final ByteOrder order;
  private final long base;

  /// The whole segment where it is not too long for that: the first access to a segment makes the
  /// JVM put together handles, which takes a fifth of a short run.
  private final @Nullable ByteBuffer near;

  private Bytes(MemorySegment segment, ByteOrder order, long base) {
    this.segment = segment;
    this.order = order;
    this.base = base;
    this.near =
        segment.byteSize() <= Integer.MAX_VALUE ? segment.asByteBuffer().order(order) : null;
  }

  /// Little endian until told otherwise.
  public static Bytes of(MemorySegment segment) {
    return new Bytes(segment, ByteOrder.LITTLE_ENDIAN, 0);
  }

  public static Bytes of(byte[] array) {
    return of(MemorySegment.ofArray(array));
  }

  /// Maps a whole file, of any size; the bytes live as long as `arena`.
  ///
  /// @throws UserError when it is not there, not readable, or not a regular file
  public static Bytes map(Path file, Arena arena) {
    if (Files.isDirectory(file)) {
      throw new UserError(file + " is a directory", "name the file itself");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new UserError(file + " is not a regular file", "copy it to a file first");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return of(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
    } catch (IOException e) {
      throw FileErrors.cannotRead(file, e);
    }
  }

  public Bytes order(ByteOrder wanted) {
    return wanted == order ? this : new Bytes(segment, wanted, base);
  }

  public ByteOrder order() {
    return order;
  }

  public long size() {
    return segment.byteSize();
  }

  public MemorySegment segment() {
    return segment;
  }

  /// Whether `[offset, offset + length)` lies inside.
  public boolean holds(long offset, long length) {
    return offset >= 0 && length >= 0 && offset <= size() - length;
  }

  /// The part `[offset, offset + length)`, all of it.
  public Bytes slice(long offset, long length) {
    check(offset, length);
    return new Bytes(segment.asSlice(offset, length), order, base + offset);
  }

  /// As much of `[offset, offset + length)` as there is.
  public Bytes clamp(long offset, long length) {
    long from = Addresses.min(offset, size());
    long there = Addresses.min(length, size() - from);
    return new Bytes(segment.asSlice(from, there), order, base + from);
  }

  private void check(long offset, long length) {
    if (!holds(offset, length)) {
      throw new MemoryFault(base + offset, length, "the file's data ends at " + (base + size()));
    }
  }

  /// A part of a segment that is too long for a buffer.
  private ByteBuffer far(long offset, int length) {
    return segment.asSlice(offset, length).asByteBuffer().order(order);
  }

  public int u8(long offset) {
    check(offset, 1);
    return (near != null ? near.get((int) offset) : far(offset, 1).get(0)) & 0xff;
  }

  public int u16(long offset) {
    check(offset, 2);
    return (near != null ? near.getShort((int) offset) : far(offset, 2).getShort(0)) & 0xffff;
  }

  public int i32(long offset) {
    check(offset, 4);
    return near != null ? near.getInt((int) offset) : far(offset, 4).getInt(0);
  }

  public long u32(long offset) {
    return i32(offset) & 0xffff_ffffL;
  }

  public long i64(long offset) {
    check(offset, 8);
    return near != null ? near.getLong((int) offset) : far(offset, 8).getLong(0);
  }

  /// An unsigned number of 4 or 8 bytes.
  public long word(long offset, int size) {
    return size == 8 ? i64(offset) : u32(offset);
  }

  public byte[] copy(long offset, int length) {
    check(offset, length);
    byte[] into = new byte[length];
    try {
      MemorySegment.copy(segment, offset, MemorySegment.ofArray(into), 0, length);
    } catch (InternalError e) {
      // The JVM's answer to SIGBUS: the mapped file was cut after it was opened.
      throw new MemoryFault(base + offset, length, "the file has shrunk");
    }
    return into;
  }

  /// The text up to a NUL, the end of the data or `limit` bytes, whichever comes first.
  public String text(long offset, int limit) {
    check(offset, 0);
    int most = (int) Math.min(limit, size() - offset);
    int length = 0;
    while (length < most && u8(offset + length) != 0) {
      length++;
    }
    return new String(copy(offset, length), StandardCharsets.UTF_8);
  }
}
