package io.github.pmdb.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
}
