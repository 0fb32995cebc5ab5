package io.github.pmdb.node.frame;

import io.github.pmdb.snapshot.Problem;
import java.util.List;

/// The async functions of an isolate that wait.
///
/// @param problems what was left out or could not be read
public record AsyncWaits(List<AsyncChain> chains, List<Problem> problems) {}
