package io.github.pmdb.watchdog;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.file.ProcMaps;
import io.github.pmdb.snapshot.FileMatch;
import io.github.pmdb.snapshot.Mapping;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Finds the breakpoint instructions in the code of a process: bytes that are 0xCC (`int3`, x86) in
/// memory and something else in the file.
///
/// Only pages that were written to are compared. `/proc/PID/pagemap` tells them: 64 bits a page, of
/// which bit 63 is "present", bit 62 "swapped" and bit 61 "of a file or shared"
/// (`Documentation/admin-guide/mm/pagemap.rst`); the copy that a write made is not of the file.
final class LeftBreakpoints {
  private static final byte INT3 = (byte) 0xcc;
  private static final int PAGE = 4096;
  private static final int MAX_PAGES = 1 << 20;

  private final LiveSnapshot process;
  private final Map<Long, Byte> found = new TreeMap<>();

  private LeftBreakpoints(LiveSnapshot process) {
    this.process = process;
  }

  /// The original byte by address.
  static Map<Long, Byte> in(LiveSnapshot process) {
    LeftBreakpoints search = new LeftBreakpoints(process);
    ProcDirectory directory = ProcDirectory.of(process.process().pid());
    try (RandomAccessFile pages =
        new RandomAccessFile(directory.path().resolve("pagemap").toFile(), "r")) {
      for (ProcMaps.Entry entry : ProcMaps.read(directory)) {
        if (entry.isPrivate() && entry.mapping().executable() && entry.mapping().isFile()) {
          search.compare(entry.mapping(), pages);
        }
      }
    } catch (IOException _) {
      // Without the page map there is nothing that could be told from the file's own bytes.
      return Map.of();
    }
    return search.found;
  }

  private void compare(Mapping mapping, RandomAccessFile pages) throws IOException {
    Optional<Path> file = process.objectAt(mapping.start()).flatMap(o -> path(o.file()));
    if (file.isEmpty()) {
      return;
    }
    int count = (int) Math.min(mapping.size() / PAGE, MAX_PAGES);
    ByteBuffer flags = ByteBuffer.allocate(count * 8).order(ByteOrder.LITTLE_ENDIAN);
    pages.seek(mapping.start() / PAGE * 8);
    pages.readFully(flags.array());
    try (FileChannel original = FileChannel.open(file.get())) {
      for (int page = 0; page < count; page++) {
        if (wasWritten(flags.getLong(page * 8))) {
          long at = (long) page * PAGE;
          comparePage(mapping.start() + at, original, mapping.fileOffset() + at);
        }
      }
    }
  }

  private static Optional<Path> path(FileMatch match) {
    return switch (match) {
      case FileMatch.Found(var path, var _) -> Optional.of(path);
      case FileMatch.Wrong _, FileMatch.Absent _, FileMatch.InMemory _ -> Optional.empty();
    };
  }

  private static boolean wasWritten(long flags) {
    return flags >>> 62 != 0 && (flags >>> 61 & 1) == 0;
  }

  private void comparePage(long address, FileChannel original, long offset) throws IOException {
    ByteBuffer wanted = ByteBuffer.allocate(PAGE);
    while (wanted.hasRemaining() && original.read(wanted, offset + wanted.position()) > 0) {
      // A page may be read in pieces; what lies past the end of the file is zero.
    }
    try {
      byte[] now = process.memory().bytes(address, PAGE);
      for (int i = 0; i < wanted.position(); i++) {
        if (now[i] == INT3 && wanted.get(i) != INT3) {
          found.put(address + i, wanted.get(i));
        }
      }
    } catch (MemoryFault _) {
      // Unmapped since the list was read: no breakpoint is left there.
    }
  }
}
