package io.github.pmdb.command.python;

import io.github.pmdb.frame.Certainty;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptFrame.Columns;
import io.github.pmdb.source.SourceFile;
import io.github.pmdb.source.SourceFinder;
import java.util.Optional;

/// A frame with its source line.
///
/// @param level 0 for the innermost
/// @param address of the interpreter's frame struct
/// @param line 1-based, 0 when not known
/// @param source the line's text, absent when the file was not found
/// @param sourceDoubt why the file may not be what ran, else empty
/// @param problem what is doubtful or unreadable, else empty
public record PythonFrame(
    int level,
    long address,
    String function,
    String file,
    int line,
    Optional<Columns> columns,
    Optional<String> source,
    String sourceDoubt,
    Certainty certainty,
    String problem) {

  /// Longest source line kept, characters: a generated file may be one line of megabytes.
  private static final int MOST_CHARACTERS = 1_000;

  static PythonFrame of(ScriptFrame frame, SourceFinder sources) {
    Optional<SourceFile> file = sources.find(frame);
    return new PythonFrame(
        frame.level(),
        frame.address(),
        frame.function(),
        frame.file(),
        frame.line(),
        frame.columns(),
        file.flatMap(f -> f.line(frame.line())).map(PythonFrame::bounded),
        file.map(SourceFile::doubt).orElse(""),
        frame.certainty(),
        frame.problem());
  }

  static String bounded(String line) {
    return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + "…";
  }

  /// Where it is: equal for the frames of a recursion.
  Place place() {
    return new Place(file, function, line);
  }

  record Place(String file, String function, int line) {}
}
