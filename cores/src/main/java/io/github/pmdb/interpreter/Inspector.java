package io.github.pmdb.interpreter;

import io.github.pmdb.frame.NativeFrame;
import java.util.List;

/// Answers about one interpreter in one snapshot. Pure: asking twice gives the same answer.
public interface Inspector {
  String language();

  /// What it is, in one line: `CPython 3.11.7`.
  String title();

  /// How it was found: a sentence for each step, for `--verbose` and bug reports.
  List<String> evidence();

  /// Runtime-wide facts worth a line in the verdict, such as `GIL held by thread 4711`.
  List<String> facts();

  List<ScriptThread> threads();

  ScriptStack stack(ScriptThread thread, Limits limits);

  /// Arguments and locals of a frame, in declaration order.
  List<Variable> locals(ScriptFrame frame, Limits limits);

  /// Looks a name up as the running frame would: locals, then globals, then builtins.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when the namespaces can not be read
  java.util.Optional<Variable> lookup(ScriptFrame frame, String name, Limits limits);

  Value describe(long address, Limits limits);

  /// Whether a native frame is one that runs script frames.
  boolean isEvalBoundary(NativeFrame frame);

  /// Whether a native frame is machinery of the interpreter that a user seldom wants to see.
  boolean isInternal(NativeFrame frame);
}
