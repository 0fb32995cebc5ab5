package io.github.pmdb.interpreter;

import io.github.pmdb.snapshot.Problem;
import java.util.List;

/// The fibers of a process.
///
/// @param interpreter `CPython 3.14.3`
/// @param library what they are of, with its release and how its structs are known; empty when it
///   is not loaded
/// @param fibers those that were read, by thread
/// @param total how many there are
/// @param problems what was left out or could not be read
public record FiberReport(
    String interpreter, String library, List<Fiber> fibers, long total, List<Problem> problems) {}
