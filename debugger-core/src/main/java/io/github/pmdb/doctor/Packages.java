package io.github.pmdb.doctor;

import java.util.List;
import java.util.Locale;

/// The system's own tool to install packages, by `ID` and `ID_LIKE` of os-release(5).
enum Packages {
  APT("apt-get install -y %s", "apt-get install -y libc6-dbg"),
  DNF("dnf install -y %s", "dnf debuginfo-install -y glibc"),
  ZYPPER("zypper install -y %s", "zypper install -y glibc-debuginfo"),
  PACMAN("pacman -S --noconfirm %s", ""),
  APK("apk add %s", "apk add musl-dbg"),
  UNKNOWN("", "");

  private final String install;
  private final String debugFiles;

  Packages(String install, String debugFiles) {
    this.install = install;
    this.debugFiles = debugFiles;
  }

  /// The tool together with the word that makes it root's.
  record Tool(Packages kind, String sudo) {
    String install(String name) {
      return kind.install.isEmpty()
          ? "install the package " + name + " of this system"
          : sudo + kind.install.formatted(name);
    }

    /// Empty where the system has no package of its C library's debug files.
    String debugFiles() {
      return kind.debugFiles.isEmpty() ? "" : sudo + kind.debugFiles;
    }
  }

  static Tool of(Machine machine) {
    String release =
        machine
            .text("etc/os-release")
            .or(() -> machine.text("usr/lib/os-release"))
            .orElse("")
            .lines()
            .filter(line -> line.startsWith("ID=") || line.startsWith("ID_LIKE="))
            .reduce("", (all, line) -> all + " " + line.substring(line.indexOf('=') + 1))
            .replace("\"", "")
            .toLowerCase(Locale.ROOT);
    return new Tool(kind(List.of(release.strip().split("\\s+"))), machine.sudo());
  }

  private static Packages kind(List<String> ids) {
    for (String id : ids) {
      Packages kind =
          switch (id) {
            case "debian", "ubuntu" -> APT;
            case "fedora", "rhel", "centos" -> DNF;
            case "suse", "opensuse", "sles" -> ZYPPER;
            case "arch" -> PACMAN;
            case "alpine" -> APK;
            default -> UNKNOWN;
          };
      if (kind != UNKNOWN) {
        return kind;
      }
    }
    return UNKNOWN;
  }
}
