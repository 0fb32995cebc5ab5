package io.github.pmdb.command.trace.subject;

import io.github.pmdb.uprobe.attach.Instructions;
import io.github.pmdb.uprobe.compile.Symbols;

/// The file that a location is in.
///
/// @param location what is left for its symbols to find
public record TracedCode(Symbols symbols, Instructions instructions, String location) {}
