package io.github.pmdb.uprobe.kernel;

import io.github.pmdb.uprobe.syscall.KernelRelease;

/// Makes pmdb believe in an older kernel than the machine has.
public final class OldKernel {
  private OldKernel() {}

  /// @param release empty for the machine's own
  public static void play(String release, Runnable test) {
    if (release.isEmpty()) {
      test.run();
      return;
    }
    System.setProperty(KernelRelease.PROPERTY, release);
    try {
      test.run();
    } finally {
      System.clearProperty(KernelRelease.PROPERTY);
    }
  }
}
