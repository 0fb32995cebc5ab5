package io.github.pmdb.interpreter;

import io.github.pmdb.snapshot.Problem;
import java.util.List;

/// Answers about generators and coroutines; an [Inspector] of a language that has them is one too.
public interface GeneratorInspector {
  /// Generators that have not finished.
  ///
  /// @param name of their function, qualified or not; empty for all but those that another one
  ///   delegates to, whose frames are among that one's
  /// @param most generators that are told; further ones are only counted
  GeneratorReport generators(String name, int most);

  /// Where a generator is in its life.
  enum State {
    RUNNING,
    SUSPENDED,
    NOT_STARTED
  }

  /// A generator, coroutine or the like.
  ///
  /// @param kind the language's word for its type
  /// @param name qualified name of its function
  /// @param frames its own first, then those of what it delegates to or awaits
  /// @param awaits type of the object that the last of them delegates to, which is no such thing;
  ///   empty for none
  /// @param problem what could not be read, else empty
  record Generator(
      long address,
      String kind,
      String name,
      State state,
      List<ScriptFrame> frames,
      String awaits,
      String problem) {}

  /// @param interpreter `CPython 3.14.3`
  /// @param name of the functions that were asked for; empty for all
  /// @param total how many there are
  /// @param problems what was left out or could not be read
  record GeneratorReport(
      String interpreter,
      String name,
      List<Generator> generators,
      long total,
      List<Problem> problems) {}
}
