package io.github.pmdb.frame;

import java.util.Optional;

/// A native frame, innermost has level 0.
///
/// @param pc program counter in this frame
/// @param sp lowest stack address that belongs to the frame (stack pointer while it runs its
///   callee)
/// @param cfa canonical frame address: the caller's stack pointer before the call pushed the return
///   address; 0 when not known (inlined frames share the pc, sp and cfa of the frame they lie in)
/// @param function demangled name, absent when there is no symbol
/// @param functionOffset pc minus the function's start
/// @param object path of the ELF object, as the target saw it
/// @param source `file:line` where debug information tells
/// @param inlined whether it is an inlined copy that has no frame of its own
/// @param signalHandler whether it is the trampoline of a signal handler
/// @param problem why the walk ended here or what is doubtful, else empty
public record NativeFrame(
    int level,
    long pc,
    long sp,
    long cfa,
    Optional<String> function,
    long functionOffset,
    Optional<String> object,
    Optional<SourceLine> source,
    boolean inlined,
    boolean signalHandler,
    Certainty certainty,
    String problem) {

  /// @param line 1-based
  public record SourceLine(String file, int line) {}
}
