package io.github.pmdb.procfs.file;

import io.github.pmdb.snapshot.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `/proc/PID/maps`: one mapping a line, `start-end perms offset dev inode path`.
public final class ProcMaps {
  private static final Pattern LINE =
      Pattern.compile(
          "(\\p{XDigit}{1,16})-(\\p{XDigit}{1,16}) (.)(.)(.)(.) (\\p{XDigit}{1,16})"
              + " (\\p{XDigit}+:\\p{XDigit}+) (\\d+) *(.*)");

  /// What the kernel appends to the path of a file that has no name any more.
  private static final String DELETED = " (deleted)";

  private ProcMaps() {}

  /// A mapping with what only a live process tells.
  ///
  /// @param device `major:minor`, hexadecimal
  /// @param inode 0 for memory without a file
  /// @param isPrivate copy-on-write, not shared
  /// @param deleted the file has no name any more (replaced or removed)
  public record Entry(
      Mapping mapping, String device, long inode, boolean isPrivate, boolean deleted) {}

  public static List<Entry> read(ProcDirectory directory) {
    List<Entry> found = new ArrayList<>();
    directory.lines("maps").forEach(line -> parse(line).ifPresent(found::add));
    return found;
  }

  /// Empty for a line that is no mapping.
  public static Optional<Entry> parse(String line) {
    Matcher m = LINE.matcher(line);
    if (!m.matches()) {
      return Optional.empty();
    }
    String path = m.group(10).replace("\\012", "\n");
    boolean deleted = path.startsWith("/") && path.endsWith(DELETED);
    if (deleted) {
      path = path.substring(0, path.length() - DELETED.length());
    }
    Mapping mapping =
        new Mapping(
            Long.parseUnsignedLong(m.group(1), 16),
            Long.parseUnsignedLong(m.group(2), 16),
            m.group(3).equals("r"),
            m.group(4).equals("w"),
            m.group(5).equals("x"),
            Long.parseUnsignedLong(m.group(7), 16),
            path);
    boolean isPrivate = m.group(6).equals("p");
    return Optional.of(
        new Entry(mapping, m.group(8), Long.parseUnsignedLong(m.group(9)), isPrivate, deleted));
  }
}
