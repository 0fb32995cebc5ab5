package io.github.pmdb.command.trace.subject;

import io.github.pmdb.gdb.symbols.SymbolStore;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.uprobe.syscall.PidNamespace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Whose code is traced.
public interface Subject extends AutoCloseable {
  /// @throws io.github.pmdb.snapshot.UserError when it is not there
  static Subject of(Whom whom, SymbolStore store) {
    PidNamespace.requireOwnProc();
    return switch (whom) {
      case Whom.Running(long pid) -> OneProcess.open(pid, store);
      case Whom.Everyone(Path program) ->
          new EveryProcess(program.toAbsolutePath().normalize(), store);
      case Whom.Started(List<String> command) -> StartedProgram.of(command, store);
    };
  }

  /// In words: a process, or every process of a program.
  String who();

  /// Called when the probes are there.
  void begin();

  /// Whether there is nothing more to come.
  boolean over();

  /// Whether a debugger holds it, so that nothing is hit now.
  boolean standsStill();

  /// A process that it has forked and that runs code of a file too, but is not traced with it.
  ///
  /// @param file as we can open it
  default Optional<Long> untraced(Path file) {
    return Optional.empty();
  }

  /// The code that a location means.
  ///
  /// @throws io.github.pmdb.snapshot.UserError when it has none such
  TracedCode code(String location);

  /// A process in which there was a hit; empty when it is gone.
  ///
  /// @param address of code that is asked for
  Optional<Snapshot> process(int pid, long address);

  /// The runtime of a language in the process that will be hit.
  ///
  /// @param afresh whether the process is to be looked at once more: code was made since
  /// @throws io.github.pmdb.snapshot.UserError when there is none that can be read, or no such
  ///   process yet
  Inspector runtime(String language, boolean afresh);

  @Override
  void close();
}
