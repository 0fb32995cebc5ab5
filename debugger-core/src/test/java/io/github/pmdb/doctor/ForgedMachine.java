package io.github.pmdb.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/// A machine that a test makes up: sound until a setting is changed.
final class ForgedMachine {
  static final String SOUND_GDB =
      "GNU gdb (Debian 13.1-3) 13.1\nCopyright (C) 2023 …\ninner-python 3.11.2\n";

  private final Path root;
  Optional<Programs.Run> gdb = Optional.of(new Programs.Run(0, SOUND_GDB));
  String java = "25.0.3+9";
  long free = 8L << 30;

  ForgedMachine(Path root) {
    this.root = root;
    status(0, "000001ffffffffff");
    put("proc/4711/coredump_filter", "00000033");
    limits("unlimited", "unlimited");
    put("proc/sys/kernel/core_pattern", "/var/cores/core.%e.%p");
    put("proc/sys/kernel/core_uses_pid", "0");
    put("proc/sys/kernel/osrelease", "6.18.1-generic");
    put("proc/sys/kernel/perf_event_paranoid", "2");
    put("proc/sys/kernel/unprivileged_bpf_disabled", "2");
    put("sys/kernel/btf/vmlinux", "types");
    put("usr/lib/debug/.build-id/ab/cdef.debug", "lines");
    put("etc/os-release", "NAME=\"Forged\"\nID=forged\nID_LIKE=\"ubuntu debian\"\n");
    directory("var/cores", "rwxrwxrwx");
  }

  ForgedMachine status(int uid, String capabilities) {
    return put(
        "proc/self/status",
        "Name:\tjava\nPPid:\t4711\nUid:\t1000\t%d\t%d\t%d\nCapEff:\t%s\n"
            .formatted(uid, uid, uid, capabilities));
  }

  ForgedMachine limits(String soft, String hard) {
    return put(
        "proc/self/limits",
        "Limit                     Soft Limit           Hard Limit           Units     \n"
            + "Max core file size        %-20s %-20s bytes     \n".formatted(soft, hard));
  }

  ForgedMachine put(String name, String text) {
    try {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text + "\n");
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ForgedMachine remove(String name) {
    try {
      Files.delete(root.resolve(name));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ForgedMachine directory(String name, String permissions) {
    try {
      Path directory = Files.createDirectories(root.resolve(name));
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Finding> check() {
    return new Doctor(machine()).check();
  }

  Machine machine() {
    return new Machine(
        root,
        _ -> gdb,
        "gdb",
        Runtime.Version.parse(java),
        root.resolve("home/.cache/pmdb"),
        _ -> free);
  }

  Finding check(String name) {
    return check().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }
}
