package io.github.pmdb.node.frame;

import java.util.List;

/// Async functions that wait for each other.
///
/// @param promise tagged, what the innermost waits for; 0 where that is not known
/// @param frames innermost first: each waits for the one before
/// @param more how many other async functions wait for one of them
public record AsyncChain(long promise, List<JsFrame> frames, int more) {}
