package io.github.pmdb.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What pmdb itself stands on: the JVM, debug files, room to unpack cores.
final class HomeCheck {
  private static final String JAVA = "JDK";
  private static final String DEBUG_FILES = "debug files";
  private static final String CACHE = "cache";

  /// The release that pmdb is compiled for.
  private static final int NEEDED = 25;

  /// Less room than this does not hold the core of a middling process.
  private static final long LITTLE = 1L << 30;

  private HomeCheck() {}

  static List<Finding> check(Machine machine) {
    return List.of(java(machine), debugFiles(machine), cache(machine));
  }

  private static Finding java(Machine machine) {
    Runtime.Version version = machine.java();
    return version.feature() >= NEEDED
        ? Finding.good(JAVA, "Java " + version)
        : Finding.bad(
            JAVA,
            "Java %s is too old: pmdb needs %d or newer".formatted(version, NEEDED),
            Packages.of(machine).install("openjdk-" + NEEDED + "-jdk-headless"));
  }

  private static Finding debugFiles(Machine machine) {
    Path directory = machine.path("usr/lib/debug");
    if (holdsSomething(directory.resolve(".build-id"))
        || holdsSomething(directory.resolve("usr"))) {
      return Finding.good(DEBUG_FILES, "/usr/lib/debug holds some");
    }
    String command = Packages.of(machine).debugFiles();
    return Finding.warning(
        DEBUG_FILES,
        "/usr/lib/debug holds none: system libraries show names without lines and variables",
        command.isEmpty() ? "pmdb --debuginfod …, or --debug-dir DIR" : command);
  }

  private static boolean holdsSomething(Path directory) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      return entries.iterator().hasNext();
    } catch (IOException _) {
      // It is not there.
      return false;
    }
  }

  private static Finding cache(Machine machine) {
    Path there = machine.cache().toAbsolutePath();
    while (!Files.isDirectory(there) && there.getParent() != null) {
      there = there.getParent();
    }
    Optional<Long> free = free(machine, there);
    String elsewhere = "export XDG_CACHE_HOME=/a/larger/disk";
    if (!Files.isWritable(there)) {
      return Finding.warning(
          CACHE,
          "compressed cores can not be opened: %s may not be written".formatted(there),
          elsewhere);
    }
    if (free.isEmpty()) {
      return Finding.warning(
          CACHE, "nobody tells how much room %s has".formatted(there), "df " + there);
    }
    String what =
        "%.1f GiB for unpacked cores in %s"
            .formatted(free.get() / (double) LITTLE, machine.cache());
    return free.get() >= LITTLE
        ? Finding.good(CACHE, what)
        : Finding.warning(CACHE, what + ", which is little", elsewhere);
  }

  private static Optional<Long> free(Machine machine, Path directory) {
    try {
      return Optional.of(machine.space().free(directory));
    } catch (IOException _) {
      // Said by the caller.
      return Optional.empty();
    }
  }
}
