package io.github.pmdb.interpreter;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Answers about sources; an [Inspector] of a language whose programs keep some of them is one too.
public interface SourceInspector {
  /// The lines of a file as the program itself has them in memory, without line ends.
  ///
  /// @param name as frames have it
  Optional<List<String>> source(String name);

  /// Whether those lines are what the program was compiled from, whatever files have by now.
  default boolean keepsOriginals() {
    return false;
  }

  /// Why lines can not be all that a frame's code was compiled from, as far as the code and what
  /// the language keeps beside its sources tell; else empty.
  ///
  /// @param file where they were found
  /// @param lines without line ends
  default String doubt(ScriptFrame frame, Path file, List<String> lines) {
    return "";
  }

  /// A moment at which the program ran already, by its own clock.
  default Optional<Instant> running() {
    return Optional.empty();
  }

  /// Files and functions of loaded code, spelt as breakpoints name them, that begin with what was
  /// typed; a file has a colon behind it.
  default List<String> places(String typed) {
    return List.of();
  }

  /// The file that has the source of code whose frames name none, such as that of a module which
  /// comes with the interpreter as bytecode.
  ///
  /// @param name as frames have it
  Optional<String> file(String name);
}
