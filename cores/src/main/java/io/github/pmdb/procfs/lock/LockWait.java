package io.github.pmdb.procfs.lock;

/// A thread that waits for a lock, and the thread that holds it.
///
/// @param tid the waiting thread, in the observer's namespace
/// @param lock address of the lock, 0 for that of a file
/// @param owner the thread that holds it, in the observer's namespace
public record LockWait(long tid, long lock, long owner) {
  private static final long FILE = 0;

  /// A wait for the lock of a file.
  public static LockWait ofFile(long tid, long owner) {
    return new LockWait(tid, FILE, owner);
  }

  public boolean isForFile() {
    return lock == FILE;
  }
}
