package io.github.pmdb.elf;

import io.github.pmdb.memory.Bytes;
import io.github.pmdb.snapshot.BuildId;
import io.github.pmdb.snapshot.TargetPath;
import io.github.pmdb.snapshot.UserError;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/// Finds the separate debug file of an object: by build-id below the debug directories, then by the
/// name in `.gnu_debuglink` whose checksum must fit. The places are those that gdb documents in
/// "Debugging Information in Separate Files".
public final class DebugFiles {
  /// Where distributions put them.
  public static final List<Path> STANDARD = List.of(Path.of("/usr/lib/debug"));

  private DebugFiles() {}

  /// `.build-id/ab/cdef…` plus `suffix` below a debug directory.
  public static Path byBuildId(Path directory, BuildId id, String suffix) {
    String hex = id.hex();
    int split = Math.min(2, hex.length());
    return directory
        .resolve(".build-id")
        .resolve(hex.substring(0, split))
        .resolve(hex.substring(split) + suffix);
  }

  static Optional<ElfImage> find(ElfImage image, Optional<Path> file, List<Path> directories) {
    Optional<BuildId> id = BuildIds.of(image);
    return id.flatMap(known -> identified(known, directories))
        .or(() -> file.flatMap(path -> linked(image, path, directories)));
  }

  /// The debug file with this build-id.
  public static Optional<ElfImage> identified(BuildId id, List<Path> directories) {
    return directories.stream()
        .map(directory -> byBuildId(directory, id, ".debug"))
        .flatMap(path -> open(path).stream())
        .filter(found -> BuildIds.of(found).filter(id::equals).isPresent())
        .findFirst();
  }

  private static Optional<ElfImage> linked(ElfImage image, Path file, List<Path> directories) {
    Optional<SectionHeader> link = image.section(".gnu_debuglink");
    Path parent = file.toAbsolutePath().getParent();
    if (link.isEmpty() || parent == null) {
      return Optional.empty();
    }
    Bytes content = image.content(link.get());
    String name = content.size() == 0 ? "" : content.text(0, 4096);
    long checksumAt = (name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length + 4) & -4L;
    if (name.isEmpty() || name.contains("/") || !content.holds(checksumAt, 4)) {
      return Optional.empty();
    }
    long checksum = content.u32(checksumAt);
    Stream<Path> beside = Stream.of(parent, parent.resolve(".debug"));
    Stream<Path> below = directories.stream().map(d -> d.resolve(parent.toString().substring(1)));
    return Stream.concat(beside, below)
        .flatMap(directory -> TargetPath.below(directory, name).stream())
        .filter(path -> !path.equals(file.toAbsolutePath()))
        .flatMap(path -> open(path).stream())
        .filter(found -> checksum(found.bytes()) == checksum)
        .findFirst();
  }

  private static Optional<ElfImage> open(Path path) {
    if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ElfImage.read(Bytes.map(path), path.toString()));
    } catch (UserError e) {
      // A damaged candidate is no debug file; the search goes on.
      return Optional.empty();
    }
  }

  private static long checksum(Bytes file) {
    CRC32 sum = new CRC32();
    int step = 1 << 24;
    for (long at = 0; at < file.size(); at += step) {
      sum.update(file.clamp(at, step).segment().asByteBuffer().order(ByteOrder.nativeOrder()));
    }
    return sum.getValue();
  }
}
