package io.github.pmdb.interpreter;

import io.github.pmdb.frame.Anchor;
import io.github.pmdb.frame.Certainty;
import java.util.Optional;

/// A frame of a script, innermost has level 0.
///
/// @param address of the interpreter's frame struct
/// @param function qualified name where the version has one
/// @param file as the script's code object has it
/// @param line 1-based, 0 when not known
/// @param columns where in the line, when the version records it
/// @param anchor ties the frame to the C stack; of a run of frames in one eval call only the
///   outermost has one
/// @param outermostInEval whether it is the oldest frame of one native eval call
/// @param problem what is doubtful or unreadable, else empty
public record ScriptFrame(
    String language,
    int level,
    long address,
    String function,
    String file,
    int line,
    Optional<Columns> columns,
    Optional<Anchor> anchor,
    boolean outermostInEval,
    Certainty certainty,
    String problem) {

  /// The same frame as it stood at another line.
  public ScriptFrame atLine(int other) {
    return new ScriptFrame(
        language,
        level,
        address,
        function,
        file,
        other,
        Optional.empty(),
        anchor,
        outermostInEval,
        certainty,
        problem);
  }

  /// The same frame with another name of its function.
  public ScriptFrame named(String other) {
    return new ScriptFrame(
        language,
        level,
        address,
        other,
        file,
        line,
        columns,
        anchor,
        outermostInEval,
        certainty,
        problem);
  }

  /// UTF-8 byte offsets in the source line(s), 0-based, end exclusive.
  public record Columns(int endLine, int start, int end) {}
}
