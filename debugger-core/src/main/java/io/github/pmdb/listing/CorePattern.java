package io.github.pmdb.listing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What the kernel does with a core: `/proc/sys/kernel/core_pattern`, read as core(5) describes it.
public sealed interface CorePattern {
  /// A file with an absolute name.
  ///
  /// @param directory the folder of the name, up to the first part that holds a `%`
  /// @param fixed whether every core goes into `directory` itself
  record Absolute(String pattern, Path directory, boolean fixed) implements CorePattern {}

  /// A file in the directory in which the process ran.
  record Relative(String pattern) implements CorePattern {}

  /// The core goes to the standard input of a program.
  ///
  /// @param program its path
  record Piped(String pattern, String program) implements CorePattern {
    /// systemd-coredump keeps the core itself as a file, as systemd-coredump(8) says.
    public boolean systemd() {
      return program.endsWith("/systemd-coredump");
    }

    public boolean apport() {
      return program.endsWith("/apport");
    }
  }

  /// A server at a socket gets the core (`@PATH` or `@@PATH`, Linux 6.16).
  record Socket(String pattern) implements CorePattern {}

  /// An empty pattern without `core_uses_pid`: the kernel writes no core.
  record Nowhere() implements CorePattern {}

  /// @param root `/`, or the root of a forged machine
  /// @return empty when there is no such setting or it can not be read
  static Optional<CorePattern> read(Path root) {
    Path settings = root.resolve("proc/sys/kernel");
    try {
      String pattern = Files.readString(settings.resolve("core_pattern")).strip();
      Path usesPid = settings.resolve("core_uses_pid");
      boolean pid = Files.exists(usesPid) && !Files.readString(usesPid).strip().equals("0");
      return Optional.of(of(pattern, pid));
    } catch (IOException _) {
      // No procfs, or one that hides its settings: nothing is known.
      return Optional.empty();
    }
  }

  /// @param usesPid whether `core_uses_pid` is set
  static CorePattern of(String pattern, boolean usesPid) {
    if (pattern.isEmpty()) {
      return usesPid ? new Relative(".%p") : new Nowhere();
    }
    return switch (pattern.charAt(0)) {
      case '|' -> new Piped(pattern, pattern.substring(1).strip().split("\\s", 2)[0]);
      case '@' -> new Socket(pattern);
      case '/' -> absolute(pattern);
      default -> new Relative(pattern);
    };
  }

  private static CorePattern absolute(String pattern) {
    int folderEnd = pattern.lastIndexOf('/');
    int percent = pattern.indexOf('%');
    boolean fixed = percent < 0 || percent > folderEnd;
    int end = fixed ? folderEnd : pattern.lastIndexOf('/', percent);
    return new Absolute(pattern, Path.of(end == 0 ? "/" : pattern.substring(0, end)), fixed);
  }
}
