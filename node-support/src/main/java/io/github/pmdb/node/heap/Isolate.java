package io.github.pmdb.node.heap;

/// An isolate: one JavaScript world with a heap of its own. The main thread has one, each worker
/// has another.
///
/// @param number from 0, in the order in which they are told; the main one first where that is
///   known
/// @param heap address of its `Heap`
/// @param pages how many pages it has
/// @param bytes in those pages, without the headers
public record Isolate(int number, long heap, int pages, long bytes) {}
