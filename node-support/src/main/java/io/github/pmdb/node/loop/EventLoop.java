package io.github.pmdb.node.loop;

import io.github.pmdb.snapshot.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The event loop of one isolate.
///
/// @param isolate its number
/// @param tid kernel thread that runs it, absent where that is not known
/// @param environment address of the `node::Environment`
/// @param loop address of the `uv_loop_t`
/// @param activity what the thread does, in words; empty where it can not be told
/// @param waits whether it waits for events
/// @param sinceTurn since the loop last looked at the clock, absent in a core
/// @param uptime from the start of the program to the loop's last turn, absent where the binary
///   does not tell when it started
/// @param activeHandles as libuv counts those that keep the loop going
/// @param activeRequests as libuv counts them: those of libraries and of threads of the pool too
/// @param handles those of JavaScript, and others that are active
/// @param immediates that wait to be run
/// @param ticks of `process.nextTick` that wait to be run
public record EventLoop(
    int isolate,
    OptionalLong tid,
    long environment,
    long loop,
    String activity,
    boolean waits,
    Optional<Duration> sinceTurn,
    Optional<Duration> uptime,
    long activeHandles,
    long activeRequests,
    boolean stopped,
    List<Handle> handles,
    List<Request> requests,
    List<Timer> timers,
    List<Immediate> immediates,
    List<Immediate> ticks,
    List<Problem> problems) {}
