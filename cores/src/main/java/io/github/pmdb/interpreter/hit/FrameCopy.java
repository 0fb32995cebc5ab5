package io.github.pmdb.interpreter.hit;

/// A frame as it was.
///
/// @param address where it was
/// @param bytes of it, from its beginning
/// @param mark bytes of what it ran and of the name of that, see [FrameTrail.Mark]
@SuppressWarnings("ArrayRecordComponent")
public record FrameCopy(long address, byte[] bytes, byte[] mark) {}
