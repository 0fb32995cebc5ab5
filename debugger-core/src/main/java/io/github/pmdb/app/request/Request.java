package io.github.pmdb.app.request;

import io.github.pmdb.command.trace.stream.TraceWish;
import io.github.pmdb.command.trace.subject.Whom;
import io.github.pmdb.output.ColorChoice;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the command line asks for.
public record Request(What what, Settings settings) {
  /// What to do.
  public sealed interface What {}

  /// @param file a core
  public record Core(Path file, Optional<Path> program) implements What {}

  public record Attach(long pid) implements What {}

  /// @param command the program and its arguments
  public record RunProgram(List<String> command) implements What {}

  /// Stacks without gdb: of Python where there is Python, else native.
  ///
  /// @param target a core or a process id
  /// @param python Python or nothing
  /// @param locals with the variables of each Python frame
  /// @param allFrames each frame of a recursion
  /// @param stop whether a process is to stand still meanwhile
  public record Backtrace(
      String target, boolean python, boolean locals, boolean stop, boolean allFrames)
      implements What {}

  /// What is on the heap of Node.js, without gdb.
  ///
  /// @param target a core or a process id
  /// @param line the command that counts
  public record Heap(String target, String line) implements What {}

  /// A core, a process id or a program: told by looking at it.
  public record Guess(String target, Optional<Path> program) implements What {}

  /// A command that needs no target.
  public record Alone(String line) implements What {}

  /// A command that needs no target and watches until it is stopped; then it tells what it saw.
  public record Watch(String line) implements What {}

  /// Hits of a trace breakpoint, one by one, until there were enough or pmdb is stopped.
  ///
  /// @param output a file for the hits, instead of standard output
  public record Trace(Whom whom, TraceWish wish, Optional<Path> output) implements What {}

  public record Demo() implements What {}

  /// How to do it.
  ///
  /// @param scripts lines and files to run, in the order given
  /// @param batch end after the scripts
  /// @param useGdb false with `--no-gdb`
  public record Settings(
      List<Script> scripts,
      boolean batch,
      boolean json,
      boolean verbose,
      ColorChoice color,
      boolean useGdb,
      String gdb,
      boolean debuginfod,
      List<Path> roots,
      List<Path> debugDirectories,
      List<Path> sourcePaths,
      Optional<Path> record) {
    /// Those of a command line without options.
    public static final Settings PLAIN =
        new Settings(
            List.of(),
            false,
            false,
            false,
            ColorChoice.AUTO,
            true,
            "gdb",
            false,
            List.of(),
            List.of(),
            List.of(),
            Optional.empty());
  }

  public sealed interface Script {}

  public record ScriptLine(String line) implements Script {}

  public record ScriptFile(Path file) implements Script {}
}
