package io.github.pmdb.snapshot;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Who the target is or was.
///
/// @param pid in the namespace of the observer (for a core: as the core tells it)
/// @param name `comm`, at most 15 bytes, as the kernel has it
/// @param arguments argv; from a core read off the stack where that is there, else `pr_psargs`
///   split
/// @param environment `NAME=value` strings, empty where they could not be read
/// @param workingDirectory as the target saw it
/// @param executable path as the target saw it
/// @param root directory through which the target's paths are to be resolved (`/proc/PID/root` of a
///   process in another mount namespace), `/` otherwise
/// @param dumpTime milliseconds since 1970 when a core was written; absent for a live process
public record ProcessInfo(
    long pid,
    OptionalLong parentPid,
    OptionalInt uid,
    String name,
    List<String> arguments,
    List<String> environment,
    Optional<String> workingDirectory,
    Optional<String> executable,
    Path root,
    OptionalLong dumpTime) {}
