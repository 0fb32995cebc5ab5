package io.github.pmdb.cpython.frame;

import java.util.OptionalLong;

/// A frame before its code is read.
///
/// @param code address of the code object
/// @param offset bytes of bytecode to the instruction that runs, negative when not started; up to
///   3.10
/// @param instruction address of the instruction that runs, since 3.11; 0 before
/// @param entry whether an eval call starts with this frame
/// @param stackAnchor address of a struct of this eval call on the C stack
record RawFrame(
    long address,
    long code,
    int offset,
    long instruction,
    boolean entry,
    OptionalLong stackAnchor) {
  RawFrame anchored(boolean isEntry, OptionalLong anchor) {
    return new RawFrame(address, code, offset, instruction, isEntry, anchor);
  }
}
