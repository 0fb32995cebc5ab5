package io.github.pmdb.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Builds ELF files and cores of either class and byte order, byte by byte.
public final class ElfBuilder {
  /// A program header whose content may be shorter than it claims.
  private record Segment(
      int type, int flags, long address, ByteBuffer content, long file, long memory) {}

  private final boolean wide;
  private final ByteOrder order;
  private final int type;
  private final int machine;
  private final List<Segment> segments = new ArrayList<>();
  private ByteBuffer notes = ByteBuffer.allocate(0);

  public ElfBuilder(boolean wide, ByteOrder order, int type, int machine) {
    this.wide = wide;
    this.order = order;
    this.type = type;
    this.machine = machine;
  }

  public static ElfBuilder core() {
    return new ElfBuilder(true, ByteOrder.LITTLE_ENDIAN, 4, 62);
  }

  /// A PT_LOAD segment, all of it in the file.
  public ElfBuilder load(long address, int flags, byte... content) {
    return segment(1, flags, address, content, content.length, content.length);
  }

  public ElfBuilder segment(
      int kind, int flags, long address, byte[] content, long fileSize, long memorySize) {
    segments.add(new Segment(kind, flags, address, ByteBuffer.wrap(content), fileSize, memorySize));
    return this;
  }

  public ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(order);
  }

  public ElfBuilder note(String owner, int kind, byte... content) {
    byte[] name = (owner + "\0").getBytes(StandardCharsets.UTF_8);
    int size = 12 + pad(name.length) + pad(content.length);
    ByteBuffer grown = buffer(notes.capacity() + size).put(bytes(notes));
    int at = notes.capacity();
    grown.putInt(name.length).putInt(content.length).putInt(kind).put(name);
    grown.position(at + 12 + pad(name.length));
    grown.put(content);
    notes = grown;
    return this;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] content = new byte[buffer.capacity()];
    buffer.get(0, content);
    return content;
  }

  private static int pad(int size) {
    return (size + 3) & -4;
  }

  /// NT_PRSTATUS, registers 0 but for the number of the thread in the first of them.
  public ElfBuilder thread(int tid, int signal) {
    ByteBuffer status = buffer(wide ? 336 : 144);
    status.putInt(0, signal).putShort(12, (short) signal);
    status.putInt(wide ? 32 : 24, tid).putInt(wide ? 36 : 28, 1);
    if (wide) {
      status.putLong(112, tid);
    }
    return note("CORE", 1, bytes(status));
  }

  /// NT_PRPSINFO.
  public ElfBuilder process(int pid, int uid, String name, String arguments) {
    ByteBuffer info = buffer(wide ? 136 : 124);
    int ids = wide ? 24 : 12;
    info.put(1, (byte) 'R');
    if (wide) {
      info.putInt(16, uid);
    } else {
      info.putShort(8, (short) uid);
    }
    info.putInt(ids, pid).putInt(ids + 4, 7);
    info.put(ids + 16, name.getBytes(StandardCharsets.UTF_8));
    info.put(ids + 32, arguments.getBytes(StandardCharsets.UTF_8));
    return note("CORE", 3, bytes(info));
  }

  /// NT_SIGINFO with an address, or a pid and a uid in its place.
  public ElfBuilder signal(int number, int code, long first) {
    ByteBuffer info = buffer(128).putInt(0, number).putInt(8, code);
    if (wide) {
      info.putLong(16, first);
    } else {
      info.putInt(12, (int) first);
    }
    return note("CORE", 0x53494749, bytes(info));
  }

  public ElfBuilder auxiliary(long... pairs) {
    ByteBuffer vector = buffer((wide ? 8 : 4) * (pairs.length + 2));
    for (long value : pairs) {
      word(vector, value);
    }
    return note("CORE", 6, bytes(vector));
  }

  /// NT_FILE of one mapping; offset in pages of 4096.
  public ElfBuilder file(long start, long end, long page, String path) {
    byte[] name = (path + "\0").getBytes(StandardCharsets.UTF_8);
    ByteBuffer content = buffer((wide ? 8 : 4) * 5 + name.length);
    for (long value : new long[] {1, 4096, start, end, page}) {
      word(content, value);
    }
    return note("CORE", 0x46494c45, bytes(content.put(name)));
  }

  private void word(ByteBuffer into, long value) {
    if (wide) {
      into.putLong(value);
    } else {
      into.putInt((int) value);
    }
  }

  public byte[] build() {
    if (notes.capacity() > 0) {
      byte[] content = bytes(notes);
      segments.addFirst(new Segment(4, 0, 0, ByteBuffer.wrap(content), content.length, 0));
    }
    int headers = (wide ? 64 : 52) + segments.size() * (wide ? 56 : 32);
    int size = headers + segments.stream().mapToInt(s -> s.content.capacity()).sum();
    ByteBuffer out = buffer(size);
    header(out);
    int at = headers;
    for (Segment each : segments) {
      programHeader(out, each, at);
      out.put(at, bytes(each.content));
      at += each.content.capacity();
    }
    return bytes(out);
  }

  private void header(ByteBuffer out) {
    int class64 = wide ? 2 : 1;
    out.put(new byte[] {0x7f, 'E', 'L', 'F', (byte) class64});
    out.put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 1 : 2)).put((byte) 1).position(16);
    out.putShort((short) type).putShort((short) machine).putInt(1);
    word(out, 0);
    word(out, wide ? 64 : 52);
    word(out, 0);
    out.putInt(0).putShort((short) (wide ? 64 : 52)).putShort((short) (wide ? 56 : 32));
    out.putShort((short) segments.size()).putShort((short) 0).putShort((short) 0);
    out.putShort((short) 0);
  }

  private void programHeader(ByteBuffer out, Segment each, long at) {
    out.putInt(each.type);
    if (wide) {
      out.putInt(each.flags);
    }
    for (long value : new long[] {at, each.address, 0, each.file, each.memory}) {
      word(out, value);
    }
    if (!wide) {
      out.putInt(each.flags);
    }
    word(out, each.type == 4 ? 4 : 4096);
  }

  public Path write(Path to) {
    try (FileChannel file =
        FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(build()));
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
