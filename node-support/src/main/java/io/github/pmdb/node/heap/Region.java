package io.github.pmdb.node.heap;

/// A run of memory that holds objects, one after the other.
public record Region(long start, long end, Chunk chunk) {}
