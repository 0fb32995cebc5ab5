package io.github.pmdb.core.packed;

import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Supplier;

/// Where unpacked cores and copies of processes lie: `pmdb` below `XDG_CACHE_HOME`, else below
/// `~/.cache`. Only the user can read it, for a core holds passwords and keys.
public final class CacheDirectory {
  private static final String PREFIX = "core-";
  private static final String SUFFIX = ".raw";

  private CacheDirectory() {}

  /// It need not be there yet.
  public static Path path() {
    String configured = System.getenv("XDG_CACHE_HOME");
    // Java's own user.home comes from the user database and does not know HOME.
    String home = System.getenv("HOME");
    Path base =
        configured != null && configured.startsWith("/")
            ? Path.of(configured)
            : Path.of(
                home != null && home.startsWith("/") ? home : System.getProperty("user.home"),
                ".cache");
    return base.resolve("pmdb");
  }

  /// Where a copy of memory can lie: there, else in the folder for temporary files.
  public static List<Supplier<Path>> places() {
    return List.of(CacheDirectory::newFile, CacheDirectory::temporaryFile);
  }

  private static Path temporaryFile() {
    String configured = System.getenv("TMPDIR");
    Path directory =
        Path.of(
            configured != null && configured.startsWith("/")
                ? configured
                : System.getProperty("java.io.tmpdir"));
    try {
      return Files.createTempFile(directory, "pmdb-" + PREFIX, SUFFIX);
    } catch (IOException e) {
      throw cannotMake(directory, e);
    }
  }

  private static UserError cannotMake(Path directory, IOException e) {
    return new UserError(
        "cannot make a file in %s for a copy of memory: %s".formatted(directory, e.getMessage()),
        "set XDG_CACHE_HOME to a directory with room for it",
        e);
  }

  /// A new empty file, named after this process so that a later one can tell it is left over.
  public static Path newFile() {
    Path directory = path();
    try {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      removeLeftovers(directory);
      return Files.createTempFile(directory, PREFIX + ProcessHandle.current().pid() + "-", SUFFIX);
    } catch (IOException e) {
      throw cannotMake(directory, e);
    }
  }

  /// Removes files of processes that were killed before they could.
  private static void removeLeftovers(Path directory) throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, PREFIX + "*-*" + SUFFIX)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        String pid = name.substring(PREFIX.length(), name.indexOf('-', PREFIX.length()));
        boolean number = pid.matches("[0-9]{1,18}");
        if (number && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
