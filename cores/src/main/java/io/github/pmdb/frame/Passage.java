package io.github.pmdb.frame;

import io.github.pmdb.memory.Addresses;

/// A part of a stack that belongs to an interpreter whose machine code has no unwind information,
/// as its inspector walked it. Between it and its caller lies one frame that C++ entered it by,
/// with a frame pointer and the return address behind that.
///
/// @param innermost lowest frame pointer
/// @param entry frame pointer of the frame by which the interpreter was entered
public record Passage(long innermost, long entry) {
  /// Whether a frame lies in it.
  boolean holds(long sp, long rbp) {
    return Addresses.less(sp, entry + 1) && Addresses.within(rbp, innermost, entry + 1);
  }
}
