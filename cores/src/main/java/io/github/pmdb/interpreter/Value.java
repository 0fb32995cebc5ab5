package io.github.pmdb.interpreter;

/// A value of the target, rendered within limits.
///
/// @param address of the object, 0 where none is in memory: a bound method that nobody has asked
///   for
/// @param type name of its type, `?` when unreadable
/// @param text as the language itself would show it (Python: `repr`), not escaped for a terminal
/// @param truncated whether a limit cut the text
/// @param problem what could not be read, else empty
public record Value(long address, String type, String text, boolean truncated, String problem) {}
