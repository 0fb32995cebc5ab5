package io.github.pmdb.watchdog;

import io.github.pmdb.memory.FileErrors;
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
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /// Page flags read at once: 2 MiB of code.
  private static final int WINDOW = 512;

  /// A mapping may claim to be far larger than any file; 4 GiB of one are looked at.
  private static final long MAX_PAGES = 1 << 20;

  private static final int MOST_TOLD = 3;

  private final LiveSnapshot process;
  private final Map<Long, Byte> originals = new TreeMap<>();
  private final Set<String> gaps = new LinkedHashSet<>();

  private LeftBreakpoints(LiveSnapshot process) {
    this.process = process;
  }

  /// What a search gave.
  ///
  /// @param originals the original byte by address
  /// @param gaps code that was not searched, and why
  record Found(Map<Long, Byte> originals, List<String> gaps) {
    /// A sentence for the user, empty where all was searched.
    Optional<String> gapText() {
      String more = gaps.size() > MOST_TOLD ? " and " + (gaps.size() - MOST_TOLD) + " more" : "";
      return Optional.of(String.join(", ", gaps.subList(0, Math.min(MOST_TOLD, gaps.size()))))
          .filter(text -> !text.isEmpty())
          .map(text -> "breakpoints may be left in " + text + more);
    }
  }

  static Found in(LiveSnapshot process) {
    LeftBreakpoints search = new LeftBreakpoints(process);
    ProcDirectory directory = ProcDirectory.of(process.process().pid());
    try (RandomAccessFile pages =
        new RandomAccessFile(directory.path().resolve("pagemap").toFile(), "r")) {
      for (ProcMaps.Entry entry : ProcMaps.read(directory)) {
        if (entry.isPrivate() && entry.mapping().executable() && entry.mapping().isFile()) {
          search.compareOrTell(entry.mapping(), pages);
        }
      }
    } catch (IOException e) {
      // Without the page map there is nothing that could be told from the file's own bytes.
      search.gaps.add("all of its code (" + FileErrors.reason(e) + ")");
    }
    return new Found(search.originals, List.copyOf(search.gaps));
  }

  /// A file that is gone hides its own breakpoints, not those of the other files.
  private void compareOrTell(Mapping mapping, RandomAccessFile pages) {
    try {
      compare(mapping, pages);
    } catch (IOException e) {
      gap(mapping, FileErrors.reason(e));
    }
  }

  private void gap(Mapping mapping, String why) {
    gaps.add(mapping.path() + " (" + why + ")");
  }

  private void compare(Mapping mapping, RandomAccessFile pages) throws IOException {
    List<Long> written = written(mapping, pages);
    if (written.isEmpty()) {
      return;
    }
    Optional<Path> file = process.objectAt(mapping.start()).flatMap(o -> path(o.file()));
    if (file.isEmpty()) {
      gap(mapping, "its file is not there");
      return;
    }
    try (FileChannel original = FileChannel.open(file.get())) {
      for (long at : written) {
        comparePage(mapping.start() + at, original, mapping.fileOffset() + at);
      }
    }
  }

  /// Where the pages are that were written to, in bytes from the start of the mapping.
  private List<Long> written(Mapping mapping, RandomAccessFile pages) throws IOException {
    long count = Math.min(mapping.size() / PAGE, MAX_PAGES);
    if (count < mapping.size() / PAGE) {
      gap(mapping, "only the first 4 GiB of it were looked at");
    }
    List<Long> found = new ArrayList<>();
    ByteBuffer flags = ByteBuffer.allocate(WINDOW * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (long from = 0; from < count; from += WINDOW) {
      int length = (int) Math.min(WINDOW, count - from);
      pages.seek((mapping.start() / PAGE + from) * 8);
      pages.readFully(flags.array(), 0, length * 8);
      for (int page = 0; page < length; page++) {
        if (wasWritten(flags.getLong(page * 8))) {
          found.add((from + page) * PAGE);
        }
      }
    }
    return found;
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
          originals.put(address + i, wanted.get(i));
        }
      }
    } catch (MemoryFault _) {
      // Unmapped since the list was read: no breakpoint is left there.
    }
  }
}
