package io.github.pmdb.gdb;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/// Which object lies at an address, by the path the target has for it. gdb's own answer is the path
/// on this machine.
final class ObjectNames {
  private ObjectNames() {}

  static Supplier<LongFunction<Optional<String>>> of(Snapshot core) {
    return () -> address -> core.objectAt(address).map(LoadedObject::path);
  }

  /// Of a live process: its mappings as they are now.
  static Supplier<LongFunction<Optional<String>>> live(Supplier<OptionalLong> pid) {
    return () -> {
      List<Range> ranges = ranges(pid.get());
      return address ->
          ranges.stream()
              .filter(range -> Addresses.within(address, range.start(), range.end()))
              .map(Range::path)
              .findFirst();
    };
  }

  private record Range(long start, long end, String path) {}

  private static List<Range> ranges(OptionalLong pid) {
    if (pid.isEmpty()) {
      return List.of();
    }
    try {
      return Files.readAllLines(
              Path.of("/proc/" + pid.getAsLong() + "/maps"),
              java.nio.charset.StandardCharsets.ISO_8859_1)
          .stream()
          .map(ObjectNames::range)
          .flatMap(Optional::stream)
          .toList();
    } catch (IOException _) {
      // The process has ended or its maps may not be read: frames are shown without their object.
      return List.of();
    }
  }

  /// `START-END PERMS OFFSET DEV INODE PATH` (proc_pid_maps(5)); empty for what has no file.
  private static Optional<Range> range(String line) {
    String[] fields = line.split(" +", 6);
    int dash = line.indexOf('-');
    if (fields.length < 6 || !(fields[5].startsWith("/") || fields[5].equals("[vdso]"))) {
      return Optional.empty();
    }
    return Optional.of(
        new Range(
            Long.parseUnsignedLong(line, 0, dash, 16),
            Long.parseUnsignedLong(fields[0], dash + 1, fields[0].length(), 16),
            utf8(fields[5])));
  }

  private static String utf8(String latin) {
    return new String(
        latin.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1),
        java.nio.charset.StandardCharsets.UTF_8);
  }
}
