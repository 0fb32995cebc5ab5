package io.github.pmdb.node.page;

import java.util.OptionalLong;

/// An isolate: one JavaScript world with a heap of its own. The main thread has one, each worker
/// has another.
///
/// @param number from 0, the main thread's first where that is known
/// @param address of its `Isolate`, absent where neither a thread nor the table tells
/// @param heap address of its `Heap`
/// @param tid kernel thread that runs it, absent where threads have no registers
/// @param pages how many pages it has
/// @param bytes in those pages, without the headers
/// @param collector what its garbage collector was doing
public record Isolate(
    int number,
    OptionalLong address,
    long heap,
    OptionalLong tid,
    int pages,
    long bytes,
    GcState collector) {}
