package io.github.pmdb.gdb.files;

import io.github.pmdb.snapshot.TargetPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A directory of our own with symbolic links to the files that gdb may see, made when first needed
/// and removed on closing.
///
/// It serves two ends. gdb before 16 takes no quotes around some file names, so a file whose name
/// has blanks in it gets a plain one. And as a sysroot it holds exactly the files that were matched
/// by build-id, from whatever directories, and none of those that only have the right name.
public final class LinkedFiles implements AutoCloseable {
  private @Nullable Path directory;

  /// A path for `file` that every gdb reads as it stands.
  public Path plain(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    if (absolute.toString().matches("[A-Za-z0-9_./+@:,=%-]+")) {
      return absolute;
    }
    Path link = Files.createTempDirectory(directory(), "file").resolve("file");
    return Files.createSymbolicLink(link, absolute);
  }

  /// The directory below which [#link] puts target paths.
  public Path sysroot() throws IOException {
    return Files.createDirectories(directory().resolve("root"));
  }

  /// Lets `targetPath` below the sysroot mean `file`.
  ///
  /// @return false when the path cannot be there: it is not absolute, leaves the sysroot, or
  ///   collides with another
  public boolean link(String targetPath, Path file) throws IOException {
    Path root = sysroot();
    Path link = TargetPath.below(root, targetPath).orElse(root).normalize();
    if (!targetPath.startsWith("/") || !link.startsWith(root) || link.equals(root)) {
      return false;
    }
    if (Files.isSymbolicLink(link)) {
      return Files.readSymbolicLink(link).equals(file.toAbsolutePath());
    }
    if (throughLink(root, link)) {
      return false;
    }
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, file.toAbsolutePath());
    return true;
  }

  /// Whether a directory above `link` is itself a link, so that we would write elsewhere.
  private static boolean throughLink(Path root, Path link) {
    Path parent = link.getParent();
    while (parent != null && !parent.equals(root)) {
      if (Files.isSymbolicLink(parent)) {
        return true;
      }
      parent = parent.getParent();
    }
    return Files.isDirectory(link);
  }

  private Path directory() throws IOException {
    if (directory == null) {
      directory = Files.createTempDirectory("pmdb-gdb-files");
    }
    return directory;
  }

  @Override
  public void close() {
    if (directory == null) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
      directory = null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
