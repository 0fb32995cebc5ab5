package io.github.pmdb.uprobe.event;

import io.github.pmdb.interpreter.hit.FrameCopy;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.agent.Translator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where what lies in the record of a hit: time, thread, cookie and the thread's name, then for
/// each capture its status, its value or the address that could not be read, and its bytes. The
/// status is 0, an error of the kernel's below, or of a stack its length.
final class RecordLayout {
  static final int TIME = 0;
  static final int THREAD = 8;
  static final int COOKIE = 16;
  static final int NAME = 24;
  static final int NAME_BYTES = 16;

  /// Within what is stored of a capture.
  static final int VALUE = 8;

  static final int BYTES = 16;

  private static final int FIRST = NAME + NAME_BYTES;

  /// An instruction that stores has 15 bits for the place.
  private static final int LONGEST = 32 << 10;

  private final List<Capture> captures;
  private final List<Integer> offsets = new ArrayList<>();
  private final int size;

  /// @throws UserError when all of it is too long
  RecordLayout(List<Capture> captures) {
    this.captures = List.copyOf(captures);
    int at = FIRST;
    for (Capture capture : captures) {
      offsets.add(at);
      at += BYTES + capture.bytes();
    }
    size = at;
    if (size > LONGEST) {
      throw new UserError(
          "what is to be printed takes %d bytes at each hit; %d is the most"
              .formatted(size, LONGEST),
          "Print less at once.");
    }
  }

  /// Where the status of a capture lies.
  int offset(int index) {
    return offsets.get(index);
  }

  int size() {
    return size;
  }

  /// @param record little endian, from its beginning
  /// @throws IllegalArgumentException when it is not a record of this layout
  Event decode(ByteBuffer record) {
    if (record.limit() != size) {
      throw new IllegalArgumentException(
          "a record of %d bytes, not %d".formatted(record.limit(), size));
    }
    long thread = record.getLong(THREAD);
    List<Captured> values = new ArrayList<>();
    for (int i = 0; i < captures.size(); i++) {
      values.add(captured(captures.get(i), record, offsets.get(i)));
    }
    return new Event(
        record.getLong(TIME),
        (int) (thread >>> 32),
        (int) thread,
        new String(string(record, NAME, NAME_BYTES), StandardCharsets.UTF_8),
        record.getLong(COOKIE),
        values);
  }

  private static Captured captured(Capture capture, ByteBuffer record, int at) {
    long status = record.getLong(at);
    long value = record.getLong(at + VALUE);
    if (status < 0) {
      return error(status, value);
    }
    return switch (capture) {
      case Capture.Scalar _, Capture.Elapsed _, Capture.Errno _ -> new Captured.Scalar(value);
      case Capture.Block block -> block(block, record, at + BYTES);
      case Capture.Text text -> text(string(record, at + BYTES, text.most()), text.most());
      case Capture.Stack _ -> stack(record, at + BYTES, (int) status);
      case Capture.Frames frames -> frames(frames, record, at + BYTES, (int) status, value);
      case Capture.StackCopy thread -> thread(thread, record, at + BYTES, (int) status);
    };
  }

  private static Captured error(long status, long value) {
    return switch ((int) status) {
      case Translator.UNREADABLE -> new Captured.Unreadable(value);
      case Translator.DIVIDED -> new Captured.DividedByZero();
      default -> new Captured.Refused(status);
    };
  }

  private static Captured.Block block(Capture.Block block, ByteBuffer record, int at) {
    Map<Long, Captured.Text> texts = new HashMap<>();
    int text = at + block.code().copiedBytes();
    for (int offset : block.texts()) {
      if (record.getLong(text) > 0) {
        byte[] bytes = string(record, text + Long.BYTES, Capture.TEXT);
        texts.put(record.getLong(at + offset), text(bytes, Capture.TEXT));
      }
      text += Capture.Block.TEXT_BYTES;
    }
    return new Captured.Block(slice(record, at, block.length()), texts);
  }

  /// The kernel puts a NUL even where it cut.
  private static Captured.Text text(byte[] bytes, int most) {
    return new Captured.Text(bytes, bytes.length >= most - 1);
  }

  private static Captured.Stack stack(ByteBuffer record, int at, int length) {
    List<Long> addresses = new ArrayList<>();
    for (int i = 0; i + Long.BYTES <= length; i += Long.BYTES) {
      addresses.add(record.getLong(at + i));
    }
    return new Captured.Stack(List.copyOf(addresses));
  }

  private static Captured.StackCopy thread(
      Capture.StackCopy thread, ByteBuffer record, int at, int copied) {
    List<Long> registers = new ArrayList<>();
    for (int i = 0; i < Capture.StackCopy.REGISTER_BYTES; i += Long.BYTES) {
      registers.add(record.getLong(at + i));
    }
    byte[] stack = slice(record, at + Capture.StackCopy.REGISTER_BYTES, copied);
    return new Captured.StackCopy(List.copyOf(registers), stack, copied < thread.stackBytes());
  }

  private static Captured.Frames frames(
      Capture.Frames wanted, ByteBuffer record, int at, int count, long rest) {
    int bytes = wanted.trail().frames().bytes();
    List<FrameCopy> frames = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int start = at + Capture.Frames.HEAD + i * wanted.frameBytes();
      int mark = start + Long.BYTES + bytes;
      frames.add(
          new FrameCopy(
              record.getLong(start),
              slice(record, start + Long.BYTES, bytes),
              slice(record, mark, wanted.trail().frames().mark().allBytes())));
    }
    return new Captured.Frames(List.copyOf(frames), rest, record.getLong(at));
  }

  private static byte[] slice(ByteBuffer record, int at, int length) {
    byte[] bytes = new byte[length];
    record.get(at, bytes);
    return bytes;
  }

  private static byte[] string(ByteBuffer record, int at, int most) {
    int end = at;
    while (end < at + most && record.get(end) != 0) {
      end++;
    }
    return slice(record, at, end - at);
  }
}
