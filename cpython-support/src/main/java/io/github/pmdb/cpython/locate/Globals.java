package io.github.pmdb.cpython.locate;

import java.util.OptionalLong;

/// Variables of the interpreter's file up to 3.6, where no `_PyRuntime` holds them.
///
/// @param currentThread address of `_PyThreadState_Current` (`Python/pystate.c`): the thread that
///   holds the GIL
/// @param collecting address of `collecting` (`Modules/gcmodule.c`), which only a file with its
///   local symbols tells
/// @param generation0 address of `_PyGC_generation0`, which points at the collector's first list
public record Globals(
    OptionalLong currentThread, OptionalLong collecting, OptionalLong generation0) {
  static final Globals NONE =
      new Globals(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

  static Globals of(Candidate candidate) {
    return new Globals(
        candidate.symbol("_PyThreadState_Current"),
        candidate.symbols().find("collecting"),
        candidate.symbol("_PyGC_generation0"));
  }
}
