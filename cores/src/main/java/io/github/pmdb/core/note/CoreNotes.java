package io.github.pmdb.core.note;

import io.github.pmdb.snapshot.Problem;
import java.util.List;
import java.util.Optional;

/// All that the notes of a core say.
///
/// @param threads in the order of the file; the kernel writes the one that took the signal first
/// @param signal of the first thread that has any
/// @param files ascending by address
/// @param writtenByDebugger by gdb's `gcore`, not by the kernel
/// @param unknown notes that were not understood: `OWNER 0xTYPE`, each once
public record CoreNotes(
    List<ThreadNote> threads,
    Optional<ProcessNote> process,
    Optional<SignalNote> signal,
    AuxiliaryVector auxiliary,
    List<FileNote> files,
    boolean writtenByDebugger,
    List<String> unknown,
    List<Problem> problems) {}
