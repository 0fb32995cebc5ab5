package io.github.pmdb.uprobe.event;

import io.github.pmdb.interpreter.hit.FrameTrail;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.agent.CheckedCode;
import io.github.pmdb.uprobe.syscall.KernelTypes;
import java.util.List;
import java.util.OptionalInt;

/// Something that is taken along at each hit.
public sealed interface Capture {
  /// The number that the bytecode leaves.
  record Scalar(CheckedCode code) implements Capture {}

  /// The `length` bytes that the bytecode copies.
  ///
  /// @param texts where pointers to strings are in them, which are taken along
  record Block(CheckedCode code, int length, List<Integer> texts) implements Capture {
    /// Of one of the strings, with its length before it.
    static final int TEXT_BYTES = Long.BYTES + TEXT;

    public Block {
      texts = List.copyOf(texts);
    }

    public Block(CheckedCode code, int length) {
      this(code, length, List.of());
    }
  }

  /// As many bytes of a string that a member leads to, with a NUL.
  int TEXT = 104;

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

  /// The thread's own `errno`, where a call returns.
  ///
  /// @param threadBase where the base of the thread's own data lies in `struct task_struct`
  record Errno(int threadBase, Distance distance) implements Capture {}

  /// How far `errno` is from the base of a thread's own data.
  sealed interface Distance {
    record Known(long bytes) implements Distance {}

    /// The dynamic linker has stored it in each process, where the entry of the call finds it.
    ///
    /// @param address in the file, as are the cookies of the probes
    record Stored(long address) implements Distance {}
  }

  /// The frames of a script that the thread runs.
  ///
  /// @param threadBase where the base of the thread's own data lies in `struct task_struct`
  /// @param most frames
  record Frames(FrameTrail trail, int threadBase, int most) implements Capture {
    /// @throws UserError when the kernel does not tell enough of itself
    public static Frames along(FrameTrail trail, int most) {
      OptionalInt base = KernelTypes.threadBase();
      return new Frames(
          trail,
          base.orElseThrow(() ->
              new UserError(
                  "this kernel does not tell its types (/sys/kernel/btf/vmlinux)",
                  "Print bt: native callers are found without them.")),
          most);
    }

    /// Before the frames: the base of the thread's own data.
    static final int HEAD = Long.BYTES;

    /// With its address and what tells its code from others.
    int frameBytes() {
      FrameTrail.Frames shape = trail.frames();
      return Long.BYTES + shape.bytes() + shape.mark().allBytes();
    }
  }

  /// How many bytes it takes in a record behind its status and value.
  default int bytes() {
    return switch (this) {
      case Scalar _, Elapsed _, Errno _ -> 0;
      case Block block -> block.code().copiedBytes() + block.texts().size() * Block.TEXT_BYTES;
      case Text text -> text.code().copiedBytes();
      case Stack stack -> stack.frames() * Long.BYTES;
      case Frames frames -> Frames.HEAD + frames.most() * frames.frameBytes();
      case StackCopy copy -> StackCopy.REGISTER_BYTES + copy.stackBytes();
    };
  }
}
