package io.github.pmdb.app;

import io.github.pmdb.command.Commands;
import io.github.pmdb.shell.NativeConsole;
import io.github.pmdb.target.Target;
import io.github.pmdb.target.Targets;
import io.github.pmdb.verdict.VerdictKind;

/// The parts that the command line puts to work; tests forge some of them.
interface Assembly extends AutoCloseable {
  Targets targets();

  Commands commands();

  /// Of the target's engine, which is started when the first line is for it.
  NativeConsole console(Target target);

  /// For the exit code.
  VerdictKind verdict(Target target);

  /// Ends what is left of an engine; after the targets have been closed.
  @Override
  void close();
}
