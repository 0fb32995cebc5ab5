package io.github.pmdb.node.object;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.heap.StringType;
import io.github.pmdb.node.word.Tagged;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/// Strings of all representations: flat ones, ropes, slices, links to an interned one, and those
/// whose characters lie outside the heap.
public final class Strings {
  /// Parts of one string at most: a damaged rope may lead in circles.
  private static final int MOST_PARTS = 1 << 20;

  private final HeapReader reader;

  public Strings(HeapReader reader) {
    this.reader = reader;
  }

  /// A run of units of one string.
  private record Part(long string, long from, long to) {}

  /// The first `limit` units of a string. What can not be read is told, not thrown.
  public JsString read(long string, int limit) {
    StringBuilder text = new StringBuilder();
    long length = 0;
    try {
      length = length(string);
      append(string, Math.min(limit, length), text);
      return new JsString(text.toString(), length, "");
    } catch (MemoryFault e) {
      return new JsString(text.toString(), length, e.getMessage());
    }
  }

  /// In UTF-16 units.
  public long length(long string) {
    return reader.i32(string, reader.layout().get("String.length")) & 0xffff_ffffL;
  }

  private void append(long string, long count, StringBuilder text) {
    Deque<Part> open = new ArrayDeque<>();
    open.push(new Part(string, 0, count));
    for (int parts = 0; !open.isEmpty() && parts < MOST_PARTS; parts++) {
      Part part = open.pop();
      if (part.from < part.to) {
        append(part, open, text);
      }
    }
  }

  private void append(Part part, Deque<Part> open, StringBuilder text) {
    int type = reader.type(part.string);
    if (!reader.isString(type)) {
      throw new MemoryFault(Tagged.address(part.string), 8, "no string is there");
    }
    switch (StringType.representation(type)) {
      case SEQUENTIAL ->
          chars(
              Tagged.address(part.string) + reader.layout().get("SeqOneByteString.chars"),
              type,
              part,
              text);
      case CONS -> halves(part, open);
      case EXTERNAL -> chars(outside(part.string, type), type, part, text);
      case SLICED -> {
        long offset = Tagged.smi(reader.field(part.string, "SlicedString.offset"));
        long parent = reader.field(part.string, "SlicedString.parent");
        open.push(new Part(parent, part.from + offset, part.to + offset));
      }
      case THIN ->
          open.push(new Part(reader.field(part.string, "ThinString.actual"), part.from, part.to));
      case UNKNOWN ->
          throw new MemoryFault(
              Tagged.address(part.string), 8, "a string of an unknown representation is there");
    }
  }

  private void halves(Part part, Deque<Part> open) {
    long first = reader.field(part.string, "ConsString.first");
    long split = length(first);
    if (part.to > split) {
      open.push(
          new Part(
              reader.field(part.string, "ConsString.second"),
              Math.max(0, part.from - split),
              part.to - split));
    }
    if (part.from < split) {
      open.push(new Part(first, part.from, Math.min(part.to, split)));
    }
  }

  /// Where the characters of an external string are. The object that holds them is of C++; the one
  /// of Node.js has the pointer behind its vtable, which V8 keeps a copy of in most strings.
  private long outside(long string, int type) {
    int resource = reader.layout().get("ExternalString.resource");
    return StringType.isUncached(type)
        ? reader.memory().pointer(reader.word(string, resource) + 8)
        : reader.word(string, resource + 8);
  }

  private void chars(long at, int type, Part part, StringBuilder text) {
    boolean narrow = StringType.isOneByte(type);
    int unit = narrow ? 1 : 2;
    byte[] bytes = reader.memory().bytes(at + part.from * unit, (int) (part.to - part.from) * unit);
    if (narrow) {
      text.append(new String(bytes, StandardCharsets.ISO_8859_1));
    } else {
      // Not decoded: half of a pair may stand alone.
      text.append(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asCharBuffer());
    }
  }

  /// Whether a string is exactly `wanted`; false also where it can not be read.
  public boolean equals(long string, String wanted) {
    return reader.isString(reader.type(string))
        && isAsLong(string, wanted)
        && matches(read(string, wanted.length()), wanted);
  }

  /// Most keys of a table are told apart by that.
  private boolean isAsLong(long string, String wanted) {
    try {
      return length(string) == wanted.length();
    } catch (MemoryFault _) {
      // What can not be read is not what is wanted.
      return false;
    }
  }

  private static boolean matches(JsString read, String wanted) {
    return !read.cut() && read.text().equals(wanted);
  }
}
