package io.github.pmdb.interpreter.hit;

import io.github.pmdb.snapshot.Registers;

/// A thread as it was.
///
/// @param stack from the stack pointer up, as much of it as was copied
@SuppressWarnings("ArrayRecordComponent")
public record StackCopy(Registers registers, byte[] stack) {}
