package io.github.pmdb.procfs.stop;

import io.github.pmdb.procfs.file.PageMap;
import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Which pages a process has that it may change.
final class Resident {
  /// A range is copied by one call, which may not take much longer than a person notices.
  private static final int LONGEST = 1 << 13;

  /// Files that are larger hold data, not the state of a program.
  private static final long LARGEST_FILE = 64 << 20;

  /// Of a mapping: larger ones are reserved, not used.
  private static final long LARGEST = 1L << 36;

  private final List<Pages.Range> ranges = new ArrayList<>();

  private Resident() {}

  /// In ascending order of address.
  static List<Pages.Range> of(long pid, List<Mapping> mappings) {
    Resident found = new Resident();
    ProcDirectory directory = ProcDirectory.of(pid);
    try (PageMap pagemap = new PageMap(directory)) {
      for (Mapping mapping : mappings) {
        if (isChangeable(mapping)) {
          pagemap.runs(Pages.of(mapping.start()), Pages.of(mapping.end()), found::add);
        }
      }
    } catch (IOException e) {
      throw new UserError(
          "%s/pagemap can not be read: %s".formatted(directory.path(), e.getMessage()),
          "`gcore %d` writes a core, which pmdb reads".formatted(pid),
          e);
    }
    return found.ranges;
  }

  /// Whether a process may change what is mapped there; code that was made at run time may be
  /// protected most of the time.
  static boolean isChangeable(Mapping mapping) {
    return mapping.readable()
        && mapping.size() <= LARGEST
        && (mapping.isFile()
            ? mapping.writable() && mapping.size() <= LARGEST_FILE
            : !mapping.path().startsWith("[v"));
  }

  private void add(long from, long to) {
    for (long at = from; at < to; at += LONGEST) {
      ranges.add(new Pages.Range(at, (int) Math.min(LONGEST, to - at)));
    }
  }

  static long bytes(List<Pages.Range> ranges) {
    return ranges.stream().mapToLong(Pages.Range::bytes).sum();
  }
}
