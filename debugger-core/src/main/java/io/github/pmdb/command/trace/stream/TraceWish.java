package io.github.pmdb.command.trace.stream;

import java.time.Duration;

/// What a person asked of a trace.
///
/// @param spec `LOCATION [if CONDITION] [print ITEM, …]`
/// @param calls whether calls are told, where they return
/// @param time after which it ends
/// @param most hits after which it ends
/// @param perSecond how many hits of a second are told at most
/// @param showsPrograms whether to show what the kernel is given
public record TraceWish(
    String spec, boolean calls, Duration time, long most, long perSecond, boolean showsPrograms) {}
