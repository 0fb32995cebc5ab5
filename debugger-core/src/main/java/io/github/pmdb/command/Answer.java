package io.github.pmdb.command;

import io.github.pmdb.output.Document;

/// What a command said.
///
/// @param command its name
/// @param value for scripts
/// @param text the same for a person
/// @param asJson whether the line asked for JSON with `--json`
/// @param failed whether it tells of a failure
/// @param then a line for the engine that is to be run next; empty for none
public record Answer(
    String command, Object value, Document text, boolean asJson, boolean failed, String then) {}
