package io.github.pmdb.doctor;

import io.github.pmdb.listing.CorePattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;

/// Where the kernel puts cores.
final class CoreCheck {
  private static final String NAME = "core_pattern";
  private static final String SETTING = "proc/sys/kernel/core_pattern";

  private CoreCheck() {}

  static List<Finding> check(Machine machine) {
    return List.of(
        CorePattern.read(machine.root())
            .map(pattern -> judge(machine, pattern))
            .orElseGet(() ->
                Finding.warning(
                    NAME, "/" + SETTING + " can not be read", "mount -t proc proc /proc")));
  }

  private static Finding judge(Machine machine, CorePattern pattern) {
    return switch (pattern) {
      case CorePattern.Absolute absolute -> absolute(machine, absolute);
      case CorePattern.Relative(String text) ->
          Finding.warning(
              NAME,
              ("`%s`: a core goes into the directory in which its process ran%s; `pmdb cores DIR`"
                      + " lists one")
                  .formatted(text, text.contains("%p") ? "" : ", over the one that is there"),
              set(machine));
      case CorePattern.Piped piped -> piped(machine, piped);
      case CorePattern.Socket(String text) ->
          Finding.warning(
              NAME, "`%s`: a server gets the cores, pmdb does not".formatted(text), set(machine));
      case CorePattern.Nowhere() ->
          Finding.bad(NAME, "it is empty: the kernel writes no core", set(machine));
    };
  }

  private static Finding absolute(Machine machine, CorePattern.Absolute pattern) {
    String text = "`%s`".formatted(pattern.pattern());
    Path directory = machine.path(pattern.directory().toString().substring(1));
    String make = machine.sudo() + "install -d -m 1777 " + pattern.directory();
    if (!Files.isDirectory(directory)) {
      return Finding.bad(
          NAME,
          "%s: there is no directory %s, so no core is written"
              .formatted(text, pattern.directory()),
          make);
    }
    if (!pattern.fixed()) {
      return Finding.warning(
          NAME,
          "%s: cores go into folders below %s, which must be there before; `pmdb cores DIR` lists"
                  .formatted(text, pattern.directory())
              + " one of them",
          set(machine));
    }
    return openToAll(directory)
        ? Finding.good(NAME, text + ": cores go to " + pattern.directory())
        : Finding.warning(
            NAME,
            "%s: not every user may write to %s, so others leave no core"
                .formatted(text, pattern.directory()),
            make);
  }

  /// The kernel writes the core with the rights of the process that died.
  private static boolean openToAll(Path directory) {
    try {
      return Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_WRITE);
    } catch (IOException | UnsupportedOperationException _) {
      // Nobody says that it is not.
      return true;
    }
  }

  private static Finding piped(Machine machine, CorePattern.Piped pattern) {
    String program = pattern.program();
    if (program.startsWith("/") && !Files.exists(machine.path(program.substring(1)))) {
      return Finding.bad(
          NAME,
          "cores go to the program %s, which is not there (or only outside of this container)"
              .formatted(program),
          set(machine));
    }
    if (pattern.systemd()) {
      return Finding.good(
          NAME,
          "systemd-coredump keeps cores in /var/lib/systemd/coredump, `pmdb cores` lists them");
    }
    return pattern.apport()
        ? Finding.warning(
            NAME,
            "apport gets the cores and wraps them into reports in /var/crash",
            machine.sudo() + "systemctl disable --now apport; " + set(machine))
        : Finding.warning(
            NAME,
            "the program %s gets the cores; pmdb does not know where it keeps them"
                .formatted(program),
            set(machine));
  }

  /// A container shares the setting with its host and can often only read it. The file sorts after
  /// the `50-coredump.conf` that systemd brings along.
  private static String set(Machine machine) {
    String command =
        ("%1$sinstall -d -m 1777 /var/cores && echo 'kernel.core_pattern=/var/cores/core.%%e.%%p' |"
                + " %1$stee /etc/sysctl.d/60-cores.conf && %1$ssysctl -p /etc/sysctl.d/60-cores.conf")
            .formatted(machine.sudo());
    boolean locked = machine.isRoot() && !Files.isWritable(machine.path(SETTING));
    return locked ? "on the host of this container: " + command : command;
  }
}
