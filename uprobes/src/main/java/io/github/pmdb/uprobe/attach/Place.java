package io.github.pmdb.uprobe.attach;

/// A place in a file for a probe.
///
/// @param name of the function, as its language spells it; `*0x…` for an address without one
/// @param address of the function's first instruction, that of the file
/// @param offset in the file at which the probe is put: that of the first instruction, or of the
///   next one where that means the same and costs less
public record Place(String name, long address, long offset) {}
