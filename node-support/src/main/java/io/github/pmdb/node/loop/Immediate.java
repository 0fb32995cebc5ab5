package io.github.pmdb.node.loop;

/// What `setImmediate` or `process.nextTick` was given and has not run yet.
///
/// @param object address of the object that Node.js keeps of it
/// @param callback with its place
/// @param referred whether it keeps the process going, as a tick always does
public record Immediate(long object, String callback, boolean referred) {}
