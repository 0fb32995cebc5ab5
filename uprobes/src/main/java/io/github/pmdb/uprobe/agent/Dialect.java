package io.github.pmdb.uprobe.agent;

import io.github.pmdb.uprobe.bpf.KernelFunction;
import io.github.pmdb.uprobe.syscall.KernelRelease;

/// What a kernel takes of a program.
///
/// @param sleeping a program at a probe may sleep, so that it can read pages that are not in memory
public record Dialect(boolean sleeping) {
  /// That of this machine's kernel.
  public static Dialect running() {
    return of(KernelRelease.running());
  }

  /// What reads a process's memory best.
  public KernelFunction reading() {
    return sleeping ? KernelFunction.COPY_FROM_USER : KernelFunction.PROBE_READ_USER;
  }

  /// Sleeping at uprobes came with 6.0 (8c7dcb84e3b7).
  public static Dialect of(KernelRelease release) {
    return new Dialect(release.isAtLeast(6, 0));
  }
}
