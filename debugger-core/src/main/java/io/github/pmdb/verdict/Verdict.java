package io.github.pmdb.verdict;

import io.github.pmdb.core.CoreSnapshot.Completeness;
import io.github.pmdb.core.CoreSnapshot.Death;
import io.github.pmdb.frame.merge.MergedStack;
import io.github.pmdb.snapshot.Problem;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Why a process died or hangs, as far as reading alone can tell.
///
/// @param headline one sentence
/// @param reasons what the headline rests on and what follows from it, most telling first
/// @param death for cores
/// @param completeness for cores
/// @param stack of the thread that matters most, its first frames
public record Verdict(
    VerdictKind kind,
    String headline,
    List<String> reasons,
    Program program,
    Optional<Death> death,
    Optional<Completeness> completeness,
    List<ModuleLine> modules,
    List<ThreadLine> threads,
    List<InterpreterLine> interpreters,
    Optional<FirstFrames> stack,
    List<Problem> problems) {

  /// @param architecture `x86-64`
  /// @param dumpTime milliseconds since 1970
  public record Program(
      long pid,
      OptionalLong parentPid,
      OptionalInt uid,
      String name,
      List<String> arguments,
      Optional<String> executable,
      String architecture,
      OptionalLong dumpTime) {}

  /// @param state `found`, `wrong`, `absent` or `in memory`
  /// @param detail the file used, why it was refused, or the paths tried
  public record ModuleLine(String path, String state, Optional<String> buildId, String detail) {}

  /// @param note what the thread does or why it is special, else empty
  public record ThreadLine(long tid, String name, String state, String note) {}

  /// @param readable false when the runtime is there and can not be read
  /// @param facts such as who holds the GIL, or the steps that failed
  public record InterpreterLine(String title, boolean readable, List<String> facts) {}

  /// @param tid whose stack it is
  /// @param frames innermost first, at most as many as were asked for
  /// @param more how many further frames there are
  public record FirstFrames(long tid, MergedStack frames, int more) {}
}
