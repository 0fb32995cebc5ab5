package io.github.pmdb.uprobe.event;

import io.github.pmdb.interpreter.hit.FrameCopy;
import java.util.List;
import java.util.Map;

/// What a [Capture] came to at one hit. Bytes are the target's own: nothing in them is escaped.
public sealed interface Captured {
  record Scalar(long value) implements Captured {}

  /// @param texts what pointers in it lead to, by address
  @SuppressWarnings("ArrayRecordComponent")
  record Block(byte[] bytes, Map<Long, Text> texts) implements Captured {
    public Block {
      texts = Map.copyOf(texts);
    }

    public Block(byte[] bytes) {
      this(bytes, Map.of());
    }
  }

  /// @param bytes without the NUL
  /// @param cut whether it may go on
  @SuppressWarnings("ArrayRecordComponent")
  record Text(byte[] bytes, boolean cut) implements Captured {}

  /// @param addresses innermost first
  record Stack(List<Long> addresses) implements Captured {}

  /// @param registers by the numbers of [io.github.pmdb.uprobe.agent.ContextRegister]
  /// @param stack from the stack pointer up
  /// @param whole whether the stack was copied up to where it can be read
  @SuppressWarnings("ArrayRecordComponent")
  record StackCopy(List<Long> registers, byte[] stack, boolean whole) implements Captured {}

  /// @param frames innermost first
  /// @param rest address of a further frame, which was not taken along; 0 for none
  /// @param thread base of the thread's own data, which is what the C library calls it
  record Frames(List<FrameCopy> frames, long rest, long thread) implements Captured {}

  record Unreadable(long address) implements Captured {}

  record DividedByZero() implements Captured {}

  /// @param error of the kernel, negative
  record Refused(long error) implements Captured {}

  /// Whether there is no value.
  default boolean isMissing() {
    return switch (this) {
      case Unreadable _, DividedByZero _, Refused _ -> true;
      case Scalar _, Block _, Text _, Stack _, StackCopy _, Frames _ -> false;
    };
  }
}
