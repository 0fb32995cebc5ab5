package io.github.pmdb.doctor;

import java.nio.file.Files;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What uprobes by BPF need. pmdb's own work goes on without, so nothing here is bad.
final class BpfCheck {
  private static final String KERNEL = "BPF kernel";
  private static final String TYPES = "BPF types";
  private static final String RIGHTS = "BPF rights";
  private static final Pattern RELEASE = Pattern.compile("^(\\d{1,4})\\.(\\d{1,4})");

  private BpfCheck() {}

  static List<Finding> check(Machine machine) {
    return List.of(kernel(machine), types(machine), rights(machine));
  }

  /// CAP_BPF is of Linux 5.8, links for many uprobes at once are of 6.6.
  private static Finding kernel(Machine machine) {
    String release = machine.text("proc/sys/kernel/osrelease").orElse("");
    Matcher number = RELEASE.matcher(release);
    if (!number.find()) {
      return Finding.warning(KERNEL, "the kernel's version is not known", "uname -r");
    }
    int version = Integer.parseInt(number.group(1)) * 10_000 + Integer.parseInt(number.group(2));
    if (version >= 60_006) {
      return Finding.good(KERNEL, "Linux " + release);
    }
    return version >= 50_008
        ? Finding.warning(
            KERNEL,
            "Linux " + release + " knows no uprobe_multi (6.6): uprobes need CAP_SYS_ADMIN here",
            "boot Linux 6.6 or newer")
        : Finding.warning(
            KERNEL,
            "Linux " + release + " is older than CAP_BPF and the BPF ring buffer (5.8)",
            "boot Linux 6.6 or newer");
  }

  private static Finding types(Machine machine) {
    return Files.exists(machine.path("sys/kernel/btf/vmlinux"))
        ? Finding.good(TYPES, "the kernel tells its types in /sys/kernel/btf/vmlinux")
        : Finding.warning(
            TYPES,
            "there is no /sys/kernel/btf/vmlinux",
            "boot a kernel with CONFIG_DEBUG_INFO_BTF=y");
  }

  /// CAP_SYS_ADMIN includes both (capabilities(7)).
  private static Finding rights(Machine machine) {
    String settings =
        "perf_event_paranoid %s, unprivileged_bpf_disabled %s"
            .formatted(
                shown(machine.number("proc/sys/kernel/perf_event_paranoid")),
                shown(machine.number("proc/sys/kernel/unprivileged_bpf_disabled")));
    boolean admin = machine.capable(Machine.SYS_ADMIN);
    boolean bpf = admin || machine.capable(Machine.BPF);
    boolean perfmon = admin || machine.capable(Machine.PERFMON);
    if (bpf && perfmon) {
      return Finding.good(RIGHTS, settings + "; your capabilities lift both");
    }
    return Finding.warning(
        RIGHTS,
        settings + "; uprobes by BPF need CAP_BPF and CAP_PERFMON",
        machine.isRoot() ? "docker run --cap-add BPF --cap-add PERFMON …" : "sudo pmdb attach PID");
  }

  private static String shown(OptionalLong value) {
    return value.isPresent() ? Long.toString(value.getAsLong()) : "absent";
  }
}
