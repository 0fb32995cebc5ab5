package io.github.pmdb.stack;

import java.util.Optional;

/// Gives the text of source lines.
public interface SourceLines {
  /// @param file as the frame names it
  /// @param line 1-based
  /// @return the line without its end; empty when the file is not found or has no such line
  Optional<String> line(String file, int line);

  /// For output without source lines.
  SourceLines NONE = (_, _) -> Optional.empty();
}
