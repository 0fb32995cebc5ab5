package io.github.pmdb.uprobe.kernel;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.syscall.KernelRelease;

/// How programs are tied to code.
public enum LinkKind {
  /// One link for any number of probes, Linux 6.6.
  MULTI(48),
  /// A perf event and a link for each probe, Linux 5.15; needs more rights.
  PERF(41);

  /// `enum bpf_attach_type` of `linux/bpf.h`.
  final int attachType;

  LinkKind(int attachType) {
    this.attachType = attachType;
  }

  /// The best that the running kernel has. From 6.6 to 6.9 a link for many probes that is meant for
  /// one process sees its first thread only (mended by 46ba0e49b642), so perf events serve there.
  ///
  /// @throws UserError when it has none
  public static LinkKind best() {
    return of(KernelRelease.running());
  }

  /// The best that a kernel has.
  public static LinkKind of(KernelRelease release) {
    if (!release.isAtLeast(5, 15)) {
      throw new UserError(
          "Linux %s is too old for probes by BPF".formatted(release.text()),
          "boot Linux 5.15 or newer");
    }
    return release.isAtLeast(6, 10) ? MULTI : PERF;
  }
}
