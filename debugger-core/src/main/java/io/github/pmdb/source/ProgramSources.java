package io.github.pmdb.source;

import io.github.pmdb.interpreter.ScriptFrame;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a program itself tells of its sources. Lines have no line ends; names of files are as
/// frames have them.
public interface ProgramSources {
  /// For a program that tells nothing.
  ProgramSources NONE = new ProgramSources() {};

  /// The lines of a file as the program has them in memory.
  default Optional<List<String>> kept(String name) {
    return Optional.empty();
  }

  /// The lines that a file had when the program was compiled.
  default Optional<List<String>> originals(String name) {
    return Optional.empty();
  }

  /// The lines that a file had when the program read it for another reason than to compile it.
  default Optional<List<String>> copy(String name) {
    return Optional.empty();
  }

  /// The file of code whose name is none, such as `<frozen os>`.
  default Optional<String> file(String name) {
    return Optional.empty();
  }

  /// Why lines can not be all that a frame's code was compiled from, else empty.
  ///
  /// @param file where they were found
  default String doubt(ScriptFrame frame, Path file, List<String> lines) {
    return "";
  }

  /// A moment at which it ran already, by its own clock.
  default Optional<Instant> running() {
    return Optional.empty();
  }
}
