package io.github.pmdb.procfs.lock;

/// A thread that waits for a lock, and the thread that holds it.
///
/// @param tid the waiting thread, in the observer's namespace
/// @param lock address of the lock
/// @param owner the thread that holds it, in the observer's namespace
public record LockWait(long tid, long lock, long owner) {}
