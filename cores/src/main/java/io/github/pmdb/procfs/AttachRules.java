package io.github.pmdb.procfs;

import io.github.pmdb.procfs.AttachPermission.Rule;
import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.file.ProcStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The kernel's questions before one process may trace another, asked again from user space.
final class AttachRules {
  // Not `setcap` on the JVM's or gdb's file: it would give every user of either the right, and a
  // java with file capabilities does not find its own libraries any more.
  private static final String CAPABILITY =
      "start pmdb by sudo; in a container: --cap-add SYS_PTRACE";

  /// `PROC_USER_INIT_INO` (0xEFFFFFFD), `include/linux/proc_ns.h`.
  private static final String FIRST_USER_NAMESPACE = "user:[4026531837]";

  private final long pid;
  private final ProcDirectory directory;
  private final Optional<ProcStatus> found;
  private final ProcStatus self;

  AttachRules(long pid) {
    this.pid = pid;
    this.directory = ProcDirectory.of(pid);
    this.found = ProcStatus.read(directory);
    this.self = ProcStatus.read(ProcDirectory.self()).orElseGet(() -> ProcStatus.parse(List.of()));
  }

  AttachPermission explain() {
    if (found.isEmpty()) {
      return absent();
    }
    ProcStatus target = found.get();
    return hasNoMemory(target)
        .or(() -> user(target))
        .or(() -> dumpable(target))
        .or(() -> capabilities(target))
        .or(() -> yama())
        .or(() -> seccomp())
        .orElseGet(() ->
            answer(
                Rule.NONE_FOUND,
                "%s may not be read, by a rule that is not visible from here".formatted(named()),
                "look for a security module's denial: dmesg | tail; cat /sys/kernel/security/lsm"));
  }

  private String named() {
    return "process " + pid + found.map(f -> " (" + f.name() + ")").orElse("");
  }

  private static AttachPermission answer(Rule rule, String what, String fix) {
    return new AttachPermission(rule, what, fix);
  }

  /// With `hidepid` a process of another user looks as if it were not there.
  private AttachPermission absent() {
    boolean hides =
        ProcDirectory.self().lines("mounts").stream()
            .map(line -> line.split(" "))
            .anyMatch(f ->
                f.length > 3
                    && f[1].equals("/proc")
                    && f[3].matches(".*hidepid=([124]|inv|noa|ptr).*"));
    if (hides && !self.effective(ProcStatus.CAP_SYS_PTRACE)) {
      return answer(
          Rule.HIDDEN,
          "no process %d is visible: /proc is mounted with hidepid, which hides those of other users"
              .formatted(pid),
          "run as the user of the process or as root: sudo -u USER …");
    }
    return answer(
        Rule.NO_SUCH_PROCESS,
        "there is no process " + pid,
        "list processes: ps -e; a pid from inside a container differs outside: docker top, lsns");
  }

  private Optional<AttachPermission> hasNoMemory(ProcStatus target) {
    if (target.state() == 'Z') {
      String parent = target.parent().isPresent() ? " " + target.parent().getAsLong() : "";
      return Optional.of(
          answer(
              Rule.ZOMBIE,
              "%s has ended already (a zombie): only its exit status is left".formatted(named()),
              "look at its parent%s, which has not collected it".formatted(parent)));
    }
    if (target.kernelThread()) {
      return Optional.of(
          answer(
              Rule.KERNEL_THREAD,
              "%s is a kernel thread: it has no memory of its own".formatted(named()),
              "where it is in the kernel: sudo cat /proc/%d/stack".formatted(pid)));
    }
    return Optional.empty();
  }

  /// Our file system uid and gid against the real, effective and saved ones of the process.
  private Optional<AttachPermission> user(ProcStatus target) {
    long uid = self.uids().size() > 3 ? self.uids().get(3) : -1;
    long gid = self.gids().size() > 3 ? self.gids().get(3) : -1;
    boolean same =
        target.uids().stream().limit(3).allMatch(u -> u == uid)
            && target.gids().stream().limit(3).allMatch(g -> g == gid);
    if (same) {
      return Optional.empty();
    }
    if (self.effective(ProcStatus.CAP_SYS_PTRACE)) {
      return namespace();
    }
    boolean sameUser = target.uids().stream().limit(3).allMatch(u -> u == uid);
    String difference =
        sameUser
            ? "has gids %s, you have gid %d".formatted(target.gids(), gid)
            : "belongs to uid %d, you are uid %d".formatted(target.realUid().orElse(-1), uid);
    return Optional.of(
        answer(
            Rule.OTHER_USER,
            "%s %s, and you lack CAP_SYS_PTRACE".formatted(named(), difference),
            "run as its user: sudo -u '#%d' …, or as root".formatted(target.realUid().orElse(0))));
  }

  /// The capability counts only for processes of our user namespace and those nested in it, so in
  /// the first one it counts for all.
  private Optional<AttachPermission> namespace() {
    Optional<String> ours = ProcDirectory.self().link("ns/user");
    Optional<String> theirs = directory.link("ns/user");
    boolean sameLink = theirs.isPresent() && theirs.equals(ours);
    return sameLink || ours.equals(Optional.of(FIRST_USER_NAMESPACE))
        ? Optional.empty()
        : Optional.of(
            answer(
                Rule.USER_NAMESPACE,
                "%s lives in another user namespace, in which your CAP_SYS_PTRACE does not count"
                    .formatted(named()),
                "run pmdb as root outside of this user namespace (and of the container it makes)"));
  }

  /// Files of a process that is not dumpable belong to root whoever runs it (`task_dump_owner`,
  /// `fs/proc/base.c`).
  private Optional<AttachPermission> dumpable(ProcStatus target) {
    if (self.effective(ProcStatus.CAP_SYS_PTRACE)) {
      return namespace();
    }
    long effective = target.uids().size() > 1 ? target.uids().get(1) : 0;
    boolean givenToRoot = effective != 0 && owner().orElse((int) effective) != effective;
    return givenToRoot
        ? Optional.of(
            answer(
                Rule.NOT_DUMPABLE,
                "%s is not dumpable: it changed its user, runs a set-uid or unreadable program, or asked for it by prctl(PR_SET_DUMPABLE, 0)"
                    .formatted(named()),
                "run as root, or " + CAPABILITY))
        : Optional.empty();
  }

  private java.util.OptionalInt owner() {
    try {
      Object uid = Files.getAttribute(directory.path().resolve("status"), "unix:uid");
      return java.util.OptionalInt.of(((Number) uid).intValue());
    } catch (IOException _) {
      // It ended just now: no rule about owners forbids it then.
      return java.util.OptionalInt.empty();
    }
  }

  private Optional<AttachPermission> capabilities(ProcStatus target) {
    OptionalLong has = target.permitted();
    OptionalLong own = self.permitted();
    // A rule is named only where both sides of it are known.
    long more = has.isPresent() && own.isPresent() ? has.getAsLong() & ~own.getAsLong() : 0;
    return more != 0 && !self.effective(ProcStatus.CAP_SYS_PTRACE)
        ? Optional.of(
            answer(
                Rule.MORE_CAPABILITIES,
                "%s has capabilities that you lack (%s)".formatted(named(), Long.toHexString(more)),
                "run as root, or " + CAPABILITY))
        : Optional.empty();
  }

  private Optional<AttachPermission> yama() {
    OptionalLong scope = yamaScope();
    boolean capable = self.effective(ProcStatus.CAP_SYS_PTRACE);
    if (scope.isEmpty() || scope.getAsLong() == 0 || (capable && scope.getAsLong() < 3)) {
      return Optional.empty();
    }
    String where = " (kernel.yama.ptrace_scope is %d)".formatted(scope.getAsLong());
    return Optional.of(
        switch ((int) scope.getAsLong()) {
          case 1 ->
              answer(
                  Rule.YAMA_DESCENDANTS,
                  "%s did not start from here, and only descendants may be traced"
                          .formatted(named())
                      + where,
                  "sudo sysctl kernel.yama.ptrace_scope=0, or run by sudo");
          case 2 ->
              answer(
                  Rule.YAMA_ADMINISTRATORS,
                  "%s may be traced only with CAP_SYS_PTRACE".formatted(named()) + where,
                  "run by sudo, or sudo sysctl kernel.yama.ptrace_scope=0");
          default ->
              answer(
                  Rule.YAMA_NOBODY,
                  "nobody may trace any process, not even root" + where,
                  "it can not be undone without a restart: remove ptrace_scope=3 from /etc/sysctl.d and restart");
        });
  }

  private static OptionalLong yamaScope() {
    Optional<String> text =
        new ProcDirectory(Path.of("/proc/sys/kernel/yama")).text("ptrace_scope");
    return text.filter(t -> t.matches("\\d")).isPresent()
        ? OptionalLong.of(Long.parseLong(text.get()))
        : OptionalLong.empty();
  }

  private Optional<AttachPermission> seccomp() {
    return self.seccomp() == 0
        ? Optional.empty()
        : Optional.of(
            answer(
                Rule.SECCOMP,
                "a seccomp filter on pmdb itself most likely forbids tracing %s".formatted(named()),
                "start the container with --cap-add SYS_PTRACE --security-opt seccomp=unconfined"));
  }
}
