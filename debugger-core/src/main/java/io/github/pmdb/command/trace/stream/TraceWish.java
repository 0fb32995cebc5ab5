package io.github.pmdb.command.trace.stream;

import java.time.Duration;

/// What a person asked of `pmdb trace`.
///
/// @param spec `LOCATION [if CONDITION] [print ITEM, …]`
/// @param time after which it ends
/// @param most hits after which it ends
public record TraceWish(String spec, Duration time, long most) {}
