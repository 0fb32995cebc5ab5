package io.github.pmdb.uprobe.event;

import io.github.pmdb.uprobe.agent.CheckedCode;

/// Something that is taken along at each hit.
public sealed interface Capture {
  /// The number that the bytecode leaves.
  record Scalar(CheckedCode code) implements Capture {}

  /// The `length` bytes that the bytecode copies.
  record Block(CheckedCode code, int length) implements Capture {}

  /// The string that the bytecode copies.
  ///
  /// @param most bytes with the NUL
  record Text(CheckedCode code, int most) implements Capture {}

  /// Return addresses of the thread, found by frame pointers.
  record Stack(int frames) implements Capture {}

  /// The registers of the thread and its stack from the stack pointer up, for unwinding.
  ///
  /// @param stackBytes a multiple of 512, at most
  record StackCopy(int stackBytes) implements Capture {
    /// Those of [io.github.pmdb.uprobe.agent.ContextRegister], by their numbers.
    static final int REGISTER_BYTES = 20 * Long.BYTES;
  }

  /// The nanoseconds of a call, where it returns.
  record Elapsed() implements Capture {}

  /// The thread's own `errno`.
  ///
  /// @param threadBase where the base of the thread's own data lies in `struct task_struct`
  /// @param distance from there to `errno`
  record Errno(int threadBase, long distance) implements Capture {}

  /// How many bytes it takes in a record behind its status and value.
  default int bytes() {
    return switch (this) {
      case Scalar _, Elapsed _, Errno _ -> 0;
      case Block block -> block.code().copiedBytes();
      case Text text -> text.code().copiedBytes();
      case Stack stack -> stack.frames() * Long.BYTES;
      case StackCopy copy -> StackCopy.REGISTER_BYTES + copy.stackBytes();
    };
  }
}
