package io.github.pmdb.interpreter;

import io.github.pmdb.snapshot.Problem;
import java.util.List;

/// Script frames of one thread, innermost first.
///
/// @param problems what cut the walk short or was skipped
public record ScriptStack(List<ScriptFrame> frames, List<Problem> problems) {}
