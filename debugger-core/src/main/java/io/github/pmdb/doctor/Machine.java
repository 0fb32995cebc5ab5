package io.github.pmdb.doctor;

import io.github.pmdb.core.packed.CacheDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/// What the checks ask.
///
/// @param root holds `proc`, `sys`, `usr`: `/` on a real machine
/// @param programs runs gdb
/// @param gdb the gdb to use: a path, or a name to be found on PATH
/// @param java the version of the JVM that runs us
/// @param cache the directory into which cores are unpacked; it need not be there
/// @param space how many bytes are free where a directory lies
public record Machine(
    Path root, Programs programs, String gdb, Runtime.Version java, Path cache, Space space) {

  /// Free room of a file system.
  @FunctionalInterface
  public interface Space {
    long free(Path directory) throws IOException;
  }

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// `CAP_SYS_ADMIN` and others in `include/uapi/linux/capability.h`.
  static final int SYS_PTRACE = 19;

  static final int SYS_ADMIN = 21;
  static final int PERFMON = 38;
  static final int BPF = 39;

  /// This machine.
  public static Machine real(String gdb) {
    return new Machine(
        Path.of("/"),
        Programs.real(PATIENCE),
        gdb,
        Runtime.version(),
        CacheDirectory.path(),
        directory -> Files.getFileStore(directory).getUsableSpace());
  }

  Path path(String name) {
    return root.resolve(name);
  }

  /// A setting of the kernel, or another small file.
  ///
  /// @return empty when it is not there or may not be read
  Optional<String> text(String name) {
    try {
      return Optional.of(Files.readString(path(name), StandardCharsets.ISO_8859_1).strip());
    } catch (IOException _) {
      // A kernel without this feature, or a container that hides it: each check says which.
      return Optional.empty();
    }
  }

  /// A setting that is a number.
  OptionalLong number(String name) {
    Optional<String> text = text(name).filter(t -> t.matches("-?[0-9]{1,18}"));
    return text.isPresent() ? OptionalLong.of(Long.parseLong(text.get())) : OptionalLong.empty();
  }

  /// A field of our own `/proc/self/status`.
  Optional<String> status(String field) {
    return text("proc/self/status")
        .flatMap(all ->
            all.lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst());
  }

  /// Whether we hold a capability, by its number.
  boolean capable(int capability) {
    return capabilities().map(set -> (set >>> capability & 1) == 1).orElse(false);
  }

  /// The effective capabilities, a bit each.
  Optional<Long> capabilities() {
    return status("CapEff")
        .filter(text -> text.matches("[0-9a-fA-F]{1,16}"))
        .map(text -> Long.parseUnsignedLong(text, 16));
  }

  /// Whether the effective user is root.
  boolean isRoot() {
    return status("Uid")
        .map(ids -> Arrays.asList(ids.split("\\s+")))
        .filter(ids -> ids.size() > 1)
        .map(ids -> ids.get(1).equals("0"))
        .orElse(false);
  }

  /// What makes a command one of root's.
  String sudo() {
    return isRoot() ? "" : "sudo ";
  }
}
