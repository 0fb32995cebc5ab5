package io.github.pmdb.procfs.waiting;

import io.github.pmdb.procfs.file.ProcDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// `/proc/locks`: who holds the lock on a file. Lines: `1: FLOCK ADVISORY WRITE 4711 08:01:1234 0
/// EOF`; one that waits has `->` after the number.
final class FileLocks {
  private static final Path PROC = Path.of("/proc");

  private FileLocks() {}

  /// Names the process that holds a lock of this `kind` on the file behind a descriptor; empty when
  /// it is not known. Pids are those of our pid namespace, 0 (not visible there) is not told.
  ///
  /// @param kinds `FLOCK`, `POSIX`, `OFDLCK`
  static Optional<String> holder(ProcDirectory process, int fd, List<String> kinds) {
    Optional<Long> inode = inode(process.path().resolve("fd").resolve(Integer.toString(fd)));
    return inode.flatMap(i ->
        new ProcDirectory(PROC)
            .lines("locks").stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(f -> f.length > 5 && kinds.contains(f[1]))
                .filter(f -> f[5].endsWith(":" + i) && !f[4].equals("0"))
                .findFirst()
                .map(f -> "held by process " + f[4] + name(f[4])));
  }

  /// The descriptor through which the process itself holds the lock that it waits for by another
  /// one. A lock by `flock(2)` belongs to what `open` made, so a process can be in its own way.
  static OptionalInt own(ProcDirectory process, int fd) {
    Optional<Long> inode = inode(process.path().resolve("fd").resolve(Integer.toString(fd)));
    return inode.isEmpty()
        ? OptionalInt.empty()
        : holding(process, inode.get()).filter(other -> other != fd).findFirst();
  }

  /// Whether another process has inherited what a lock belongs to and can let it go as well.
  static boolean isShared(ProcDirectory process, int fd) {
    Optional<Long> inode = inode(process.path().resolve("fd").resolve(Integer.toString(fd)));
    Optional<Path> own = Optional.ofNullable(process.path().getFileName());
    return inode.isEmpty()
        || new ProcDirectory(PROC)
            .numbers("").stream()
                .map(pid -> PROC.resolve(Long.toString(pid)))
                .filter(path -> !Optional.ofNullable(path.getFileName()).equals(own))
                .anyMatch(path -> holding(new ProcDirectory(path), inode.get()).count() > 0);
  }

  /// Descriptors that hold a lock by `flock(2)`. `fdinfo/N` has a line for each lock: `lock: 1:
  /// FLOCK ADVISORY WRITE 4711 08:01:1234 0 EOF`.
  private static IntStream holding(ProcDirectory process, long inode) {
    return process.numbers("fd").stream()
        .mapToInt(Long::intValue)
        .filter(fd ->
            process.lines("fdinfo/" + fd).stream()
                .map(line -> line.strip().split("\\s+"))
                .anyMatch(f ->
                    f.length > 6
                        && f[0].equals("lock:")
                        && f[2].equals("FLOCK")
                        && f[6].endsWith(":" + inode)));
  }

  private static Optional<Long> inode(Path file) {
    try {
      return Optional.of(((Number) Files.getAttribute(file, "unix:ino")).longValue());
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static String name(String pid) {
    return new ProcDirectory(PROC.resolve(pid)).text("comm").map(n -> " (" + n + ")").orElse("");
  }
}
