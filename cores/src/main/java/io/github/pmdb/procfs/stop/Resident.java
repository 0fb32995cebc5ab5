package io.github.pmdb.procfs.stop;

import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;

/// Which pages a process has that it may change: `/proc/PID/pagemap` tells of each page whether it
/// is there (`Documentation/admin-guide/mm/pagemap.rst` of Linux).
final class Resident {
  private static final long PRESENT = 1L << 63;
  private static final long SWAPPED = 1L << 62;

  /// Pages whose entries are read at once.
  private static final int WINDOW = 1 << 16;

  /// A range is copied by one call, which may not take much longer than a person notices.
  private static final int LONGEST = 1 << 13;

  /// Files that are larger hold data, not the state of a program.
  private static final long LARGEST_FILE = 64 << 20;

  /// Of a mapping: larger ones are reserved, not used.
  private static final long LARGEST = 1L << 36;

  private final List<Pages.Range> ranges = new ArrayList<>();
  private long first;
  private int count;

  private Resident() {}

  /// In ascending order of address.
  static List<Pages.Range> of(long pid, List<Mapping> mappings) {
    Resident found = new Resident();
    String file = ProcDirectory.of(pid).path().resolve("pagemap").toString();
    try (RandomAccessFile pagemap = new RandomAccessFile(file, "r")) {
      for (Mapping mapping : mappings) {
        if (isChangeable(mapping)) {
          found.read(pagemap, Pages.of(mapping.start()), Pages.of(mapping.end()));
        }
      }
    } catch (IOException e) {
      throw new UserError(
          "%s can not be read: %s".formatted(file, e.getMessage()),
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

  private void read(RandomAccessFile pagemap, long from, long to) throws IOException {
    byte[] bytes = new byte[(int) Math.min(WINDOW, to - from) * Long.BYTES];
    for (long at = from; at < to; at += WINDOW) {
      int wanted = (int) Math.min(WINDOW, to - at);
      pagemap.seek(at * Long.BYTES);
      int got = Math.max(0, pagemap.read(bytes, 0, wanted * Long.BYTES)) / Long.BYTES;
      LongBuffer entries =
          ByteBuffer.wrap(bytes, 0, got * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
      for (int i = 0; i < got; i++) {
        page(at + i, (entries.get(i) & (PRESENT | SWAPPED)) != 0);
      }
    }
    end();
  }

  private void page(long number, boolean there) {
    if (!there || count == LONGEST) {
      end();
    }
    if (there) {
      first = count == 0 ? number : first;
      count++;
    }
  }

  private void end() {
    if (count > 0) {
      ranges.add(new Pages.Range(first, count));
    }
    count = 0;
  }

  static long bytes(List<Pages.Range> ranges) {
    return ranges.stream().mapToLong(Pages.Range::bytes).sum();
  }
}
