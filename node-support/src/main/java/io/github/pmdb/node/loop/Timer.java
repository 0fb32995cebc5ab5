package io.github.pmdb.node.loop;

import java.util.OptionalLong;

/// A timer of JavaScript.
///
/// @param object address of the `Timeout`
/// @param callback with its place
/// @param delay in milliseconds, as it was asked for
/// @param dueIn milliseconds from the loop's last turn until it is due; absent where the loop's
///   clock is not known
/// @param repeats whether it is an interval
/// @param referred whether it keeps the process going
public record Timer(
    long object,
    String callback,
    long delay,
    OptionalLong dueIn,
    boolean repeats,
    boolean referred) {}
