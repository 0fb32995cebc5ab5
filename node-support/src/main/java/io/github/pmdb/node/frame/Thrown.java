package io.github.pmdb.node.frame;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.word.Tagged;
import java.util.Optional;

/// Finds the error that the functions of C++ above JavaScript are busy with.
final class Thrown {
  /// The only argument of the function that throws lies behind the exit frame.
  private static final int ARGUMENT = 16;

  private static final int MOST_BYTES = 64 << 10;

  private final Memory memory;
  private final HeapReader reader;

  Thrown(Memory memory, HeapReader reader) {
    this.memory = memory;
    this.reader = reader;
  }

  /// @param sp of the thread
  /// @param exit frame pointer of the frame that JavaScript was left by
  record Where(long sp, long exit) {}

  /// @param statement whether JavaScript gave it; anything may be thrown then
  Optional<Long> find(Where where, boolean statement) {
    try {
      return statement
          ? Optional.of(memory.i64(where.exit() + ARGUMENT))
          : first(where.sp(), Math.min(where.exit(), where.sp() + MOST_BYTES));
    } catch (MemoryFault _) {
      // Without the stack the exception is told without its text.
      return Optional.empty();
    }
  }

  /// The first word that refers to an error, itself or as a handle.
  private Optional<Long> first(long from, long to) {
    for (long at = from; at < to; at += 8) {
      long word = memory.i64(at);
      if (isError(word)) {
        return Optional.of(word);
      }
      if (word > 0 && (word & 7) == 0 && isError(behind(word))) {
        return Optional.of(behind(word));
      }
    }
    return Optional.empty();
  }

  private long behind(long handle) {
    try {
      return memory.i64(handle);
    } catch (MemoryFault _) {
      // A number that is no address.
      return 0;
    }
  }

  private boolean isError(long word) {
    return Tagged.isStrong(word) && word > 0 && reader.is(word, "JSError");
  }
}
