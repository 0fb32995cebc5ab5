package io.github.pmdb.uprobe.compile;

import io.github.pmdb.uprobe.event.Capture;

/// An expression that is taken along at each hit.
///
/// @param text as the user wrote it
/// @param type what the captured number or bytes are a value of
public record Watch(String text, Capture capture, Type type) {}
