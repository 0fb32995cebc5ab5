package io.github.pmdb.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// Who may attach: yama and our capabilities.
final class RightsCheck {
  private static final String SCOPE = "ptrace_scope";
  private static final String CAPABILITIES = "capabilities";

  private RightsCheck() {}

  static List<Finding> check(Machine machine) {
    return List.of(scope(machine), capabilities(machine));
  }

  /// The four values of `Documentation/admin-guide/LSM/Yama.rst`.
  private static Finding scope(Machine machine) {
    OptionalLong scope = machine.number("proc/sys/kernel/yama/ptrace_scope");
    if (scope.isEmpty()) {
      return Finding.good(SCOPE, "there is no yama here: nothing forbids to attach beyond the uid");
    }
    boolean capable = machine.capable(Machine.SYS_PTRACE);
    String open =
        ("echo 'kernel.yama.ptrace_scope=0' | %stee /etc/sysctl.d/60-ptrace.conf && %ssysctl -w"
                + " kernel.yama.ptrace_scope=0")
            .formatted(machine.sudo(), machine.sudo());
    return switch (Math.clamp(scope.getAsLong(), 0, 3)) {
      case 0 -> Finding.good(SCOPE, "0: you may attach to your own processes");
      case 1 ->
          capable
              ? Finding.good(SCOPE, "1, and CAP_SYS_PTRACE lifts it: you may attach")
              : Finding.warning(
                  SCOPE,
                  "1: you may attach only to what you started yourself, as with `pmdb run`",
                  open);
      case 2 ->
          capable
              ? Finding.good(SCOPE, "2, and CAP_SYS_PTRACE lifts it: you may attach")
              : Finding.bad(SCOPE, "2: only CAP_SYS_PTRACE may attach, which you lack", open);
      default ->
          Finding.bad(
              SCOPE,
              "3: nobody may attach until the next boot",
              "echo 'kernel.yama.ptrace_scope=0' | %stee /etc/sysctl.d/60-ptrace.conf && %sreboot"
                  .formatted(machine.sudo(), machine.sudo()));
    };
  }

  private static Finding capabilities(Machine machine) {
    if (machine.capabilities().isEmpty()) {
      return Finding.warning(
          CAPABILITIES, "/proc/self/status does not tell them", "mount -t proc proc /proc");
    }
    List<String> held = new ArrayList<>();
    List<String> lacking = new ArrayList<>();
    sort(machine, Machine.SYS_PTRACE, "CAP_SYS_PTRACE", held, lacking);
    sort(machine, Machine.BPF, "CAP_BPF", held, lacking);
    sort(machine, Machine.PERFMON, "CAP_PERFMON", held, lacking);
    if (lacking.isEmpty()) {
      return Finding.good(CAPABILITIES, String.join(", ", held));
    }
    String what =
        "without %s%s".formatted(String.join(", ", lacking), meaning(machine))
            + (held.isEmpty() ? "" : "; you hold " + String.join(", ", held));
    return Finding.warning(CAPABILITIES, what, more(machine));
  }

  private static void sort(
      Machine machine, int number, String name, List<String> held, List<String> lacking) {
    (machine.capable(number) ? held : lacking).add(name);
  }

  private static String meaning(Machine machine) {
    return machine.capable(Machine.SYS_PTRACE)
        ? ": no tracing by BPF"
        : ": processes of other users, and those that changed their uid, are out of reach";
  }

  /// Root without capabilities sits in a container, which only who started it can mend.
  private static String more(Machine machine) {
    return machine.isRoot()
        ? "docker run --cap-add SYS_PTRACE --cap-add BPF --cap-add PERFMON …"
        : "sudo pmdb attach PID";
  }
}
