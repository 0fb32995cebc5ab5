package io.github.pmdb.node.loop;

import java.time.Duration;
import java.util.Optional;

/// A timer of JavaScript.
///
/// @param object address of the `Timeout`
/// @param callback with its place
/// @param delay as it was asked for
/// @param dueIn from the loop's last turn until it is due, negative where it is overdue; absent
///   where the loop's clock is not known
/// @param repeats whether it is an interval
/// @param referred whether it keeps the process going
/// @param running whether it is an interval whose function runs now: it is in no list then, and
///   Node.js sets it anew when the function returns
public record Timer(
    long object,
    String callback,
    Duration delay,
    Optional<Duration> dueIn,
    boolean repeats,
    boolean referred,
    boolean running) {}
