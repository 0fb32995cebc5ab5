package io.github.pmdb.interpreter;

import io.github.pmdb.snapshot.Snapshot;
import java.util.List;

/// A language runtime that pmdb can find in a target.
public interface Interpreter {
  /// `Python` or `JavaScript`.
  String language();

  /// Looks for the runtime. Must be cheap (milliseconds) when it is not there.
  Detection detect(Snapshot snapshot);

  /// The outcome of a search.
  sealed interface Detection {
    /// @param inspector ready to answer
    record Found(Inspector inspector) implements Detection {}

    /// Nothing suggests that the runtime is in the target.
    record NotPresent() implements Detection {}

    /// The runtime is there and can not be read.
    ///
    /// @param what for example `CPython 3.12 (libpython3.12.so.1.0)`
    /// @param steps what was tried, in order, each with its evidence
    /// @param lasting whether it will be so for as long as the program runs, and does not only have
    ///   yet to begin
    record Failed(String what, List<String> steps, boolean lasting) implements Detection {
      public Failed(String what, List<String> steps) {
        this(what, steps, true);
      }
    }
  }
}
