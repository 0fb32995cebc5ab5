package io.github.pmdb.uprobe.kernel;

/// A place in a file where a program runs.
///
/// @param offset in the file
/// @param cookie what the program learns of where it runs
/// @param semaphore offset in the file of a counter that the kernel raises while the probe is
///   there, 0 for none
public record ProbePoint(long offset, long cookie, long semaphore) {
  public ProbePoint(long offset, long cookie) {
    this(offset, cookie, 0);
  }
}
