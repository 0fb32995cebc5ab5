package io.github.pmdb.snapshot;

import java.util.Optional;

/// A thread of the target.
///
/// @param tid kernel thread id, in the namespace of the observer
/// @param namespaceTid the id inside the target's innermost pid namespace (equals `tid` outside
///   one)
/// @param name `comm` of the thread where known, else empty
/// @param state what it does or did
/// @param registers absent where they can not be had (a running thread, an architecture not
///   decoded)
public record ThreadInfo(
    long tid, long namespaceTid, String name, ThreadState state, Optional<Registers> registers) {}
