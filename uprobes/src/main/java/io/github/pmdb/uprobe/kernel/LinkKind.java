package io.github.pmdb.uprobe.kernel;

import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.snapshot.UserError;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How programs are tied to code.
public enum LinkKind {
  /// One link for any number of probes, Linux 6.6.
  MULTI(48),
  /// A perf event and a link for each probe, Linux 5.15; needs more rights.
  PERF(41);

  private static final Pattern RELEASE = Pattern.compile("^(\\d{1,4})\\.(\\d{1,4})");
  private static final int MULTI_WITH_THREADS = 6_010;
  private static final int PERF_SINCE = 5_015;

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
    String release = new ProcDirectory(Path.of("/proc/sys/kernel")).text("osrelease").orElse("");
    return of(release);
  }

  static LinkKind of(String release) {
    Matcher number = RELEASE.matcher(release);
    int version =
        number.find()
            ? Integer.parseInt(number.group(1)) * 1000 + Integer.parseInt(number.group(2))
            : 0;
    if (version < PERF_SINCE) {
      throw new UserError(
          "Linux %s is too old for probes by BPF".formatted(release), "boot Linux 5.15 or newer");
    }
    return version >= MULTI_WITH_THREADS ? MULTI : PERF;
  }
}
