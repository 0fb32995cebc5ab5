package io.github.pmdb.procfs;

import io.github.pmdb.elf.BuildIds;
import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.file.ProcMaps;
import io.github.pmdb.snapshot.BuildId;
import io.github.pmdb.snapshot.FileMatch;
import io.github.pmdb.snapshot.FileMatch.Evidence;
import io.github.pmdb.snapshot.TargetPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Opens the very files that a live process maps.
///
/// The path may lead elsewhere (another mount namespace, a package upgrade since): it counts only
/// if it has the inode of the mapping. Otherwise `/proc/PID/map_files` (and `/proc/PID/exe`) still
/// lead to the file, even when it is deleted.
final class MappedFiles {
  private final ProcDirectory directory;
  private final Path root;
  private final Optional<String> executable;

  /// @param root directory through which the target's paths are resolved
  MappedFiles(ProcDirectory directory, Path root, Optional<String> executable) {
    this.directory = directory;
    this.root = root;
    this.executable = executable;
  }

  FileMatch match(ProcMaps.Entry entry, Optional<BuildId> id) {
    List<Path> tried = new ArrayList<>();
    Optional<Path> byName = TargetPath.below(root, entry.mapping().path());
    if (byName.isPresent() && !entry.deleted()) {
      if (hasInode(byName.get(), entry.inode())) {
        return new FileMatch.Found(byName.get(), Evidence.LIVE);
      }
      tried.add(byName.get());
    }
    for (Path candidate : throughKernel(entry)) {
      if (hasInode(candidate, entry.inode())) {
        return new FileMatch.Found(candidate, Evidence.LIVE);
      }
      tried.add(candidate);
    }
    return byBuildId(byName, id, tried);
  }

  private List<Path> throughKernel(ProcMaps.Entry entry) {
    List<Path> paths = new ArrayList<>();
    if (executable.filter(entry.mapping().path()::equals).isPresent()) {
      paths.add(directory.path().resolve("exe"));
    }
    String range =
        Long.toHexString(entry.mapping().start()) + "-" + Long.toHexString(entry.mapping().end());
    paths.add(directory.path().resolve("map_files").resolve(range));
    return paths;
  }

  /// Overlay file systems may show another inode in `maps` than `stat` does, so an equal build-id
  /// is as good.
  private static FileMatch byBuildId(
      Optional<Path> byName, Optional<BuildId> id, List<Path> tried) {
    if (byName.isEmpty() || !Files.isReadable(byName.get()) || id.isEmpty()) {
      byName.filter(p -> !tried.contains(p)).ifPresent(tried::addFirst);
      return new FileMatch.Absent(tried);
    }
    Optional<BuildId> inFile = BuildIds.ofFile(byName.get());
    if (inFile.equals(id)) {
      return new FileMatch.Found(byName.get(), Evidence.BUILD_ID);
    }
    String has = inFile.map(BuildId::hex).map(hex -> "build-id " + hex).orElse("no build-id");
    return new FileMatch.Wrong(
        byName.get(),
        "was replaced since it was mapped: it has " + has + ", memory has " + id.get());
  }

  private static boolean hasInode(Path path, long inode) {
    try {
      return Files.isReadable(path)
          && ((Number) Files.getAttribute(path, "unix:ino")).longValue() == inode;
    } catch (IOException _) {
      return false;
    }
  }
}
