package io.github.pmdb.uprobe.agent;

/// @param offset where the operation stands in the bytecode; jumps name it
public record Step(int offset, Op op) {}
