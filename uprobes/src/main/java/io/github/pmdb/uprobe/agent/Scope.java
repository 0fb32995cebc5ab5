package io.github.pmdb.uprobe.agent;

/// An expression as it is compiled for one place of a program.
///
/// @param address of the instruction before which it is evaluated
public record Scope(long address, Bytecode code) {}
