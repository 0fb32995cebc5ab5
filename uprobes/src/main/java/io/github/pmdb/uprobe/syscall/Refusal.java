package io.github.pmdb.uprobe.syscall;

import io.github.pmdb.snapshot.UserError;

/// Words for what the kernel refuses.
public final class Refusal {
  public static final String RIGHTS =
      "run as root (sudo …), or give both; in a container: --cap-add BPF --cap-add PERFMON, and a"
          + " seccomp profile that allows bpf(2)";

  private Refusal() {}

  public static UserError of(Command command, int error) {
    String call = "bpf(BPF_%s): %s".formatted(command, Errno.text(error));
    return switch (error) {
      case Errno.EPERM, Errno.EACCES ->
          new UserError("probes need CAP_BPF and CAP_PERFMON (or root): " + call, RIGHTS);
      case Errno.EMFILE ->
          new UserError("too many files are open: " + call, "allow more: ulimit -n 65536");
      case Errno.ENOMEM, Errno.ENOSPC ->
          new UserError("the kernel has no room for it: " + call, "probe fewer functions");
      default -> new UserError("the kernel refuses: " + call, "");
    };
  }

  /// Of what a ring is read by.
  public static UserError ofRing(String call, int error) {
    return new UserError(
        "the ring of events can not be read: %s(): %s".formatted(call, Errno.text(error)),
        error == Errno.EMFILE ? "allow more files: ulimit -n 65536" : "");
  }

  public static UserError ofListing(int error) {
    String call = "bpf(BPF_LINK_GET_NEXT_ID): " + Errno.text(error);
    return error == Errno.EPERM
        ? new UserError(
            "a list of all probes needs CAP_SYS_ADMIN (or root): " + call, "run as root (sudo …)")
        : new UserError("the kernel refuses: " + call, "");
  }

  /// Of perf_event_open(2), which CAP_PERFMON is not enough for where a program is to run.
  public static UserError ofPerf(int error) {
    String call = "perf_event_open(): " + Errno.text(error);
    return switch (error) {
      case Errno.EPERM, Errno.EACCES ->
          new UserError(
              "probes by perf events, the only kind that kernels before 6.6 have, need CAP_SYS_ADMIN"
                  + " (or root): "
                  + call,
              "run as root (sudo …)");
      case Errno.EMFILE ->
          new UserError("too many files are open: " + call, "probe fewer places: ulimit -n");
      default -> new UserError("the kernel refuses: " + call, "");
    };
  }
}
