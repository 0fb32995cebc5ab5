package io.github.pmdb.core.note;

import io.github.pmdb.memory.Bytes;

/// `NT_SIGINFO`: number, code and the fields that depend on them.
///
/// @param address `si_addr`
/// @param pid `si_pid`, in the same place as the address
public record SignalNote(int number, int code, long address, long pid, long uid) {
  private static final int SMALLEST = 24;

  static SignalNote read(Bytes content, int wordSize) {
    // Three ints, then a union that is aligned like a pointer.
    long union = wordSize == 8 ? 16 : 12;
    return new SignalNote(
        content.i32(0),
        content.i32(8),
        content.word(union, wordSize),
        content.u32(union),
        content.u32(union + 4));
  }

  static boolean fits(Bytes content) {
    return content.size() >= SMALLEST;
  }
}
