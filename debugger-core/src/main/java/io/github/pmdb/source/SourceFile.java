package io.github.pmdb.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A source file that was found.
///
/// @param path on this machine; where an archive or the program's memory has the file, its name
/// @param lines without line ends; the first is line 1
/// @param doubt why it may not be what the target ran, else empty
public record SourceFile(Path path, List<String> lines, String doubt) {

  /// @param number 1-based
  public Optional<String> line(int number) {
    return number >= 1 && number <= lines.size()
        ? Optional.of(lines.get(number - 1))
        : Optional.empty();
  }

  /// The same with one more reason, which is empty for none.
  SourceFile doubtedFor(String reason) {
    if (reason.isEmpty()) {
      return this;
    }
    return new SourceFile(path, lines, doubt.isEmpty() ? reason : doubt + ", " + reason);
  }

  /// With the lines that the program read of it before, where it has others by now.
  SourceFile asCopied(List<String> copy) {
    boolean same =
        lines.size() == copy.size()
            && IntStream.range(0, copy.size()).allMatch(i -> mayBe(lines.get(i), copy.get(i)));
    return same
        ? this
        : new SourceFile(path, copy, "has other lines by now than these, which the program keeps");
  }

  /// Of the copy nothing may be known of a line; Python 2 keeps bytes, and a long line is cut.
  private static boolean mayBe(String line, String copy) {
    return copy.isEmpty() || line.equals(copy) || !isAscii(line) || !isAscii(copy);
  }

  private static boolean isAscii(String line) {
    return line.chars().allMatch(c -> c < 0x80);
  }
}
