package io.github.pmdb.interpreter;

import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.frame.Passage;
import io.github.pmdb.snapshot.UserError;
import java.util.List;
import java.util.Optional;

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

  /// Where a thread's stack belongs to machine code of the interpreter that nobody else can unwind,
  /// innermost first.
  default List<Passage> passages(ScriptThread thread) {
    return List.of();
  }

  /// What the interpreter tells of why a thread is where it is, in sentences, the most telling
  /// first.
  ///
  /// @param frames native ones of the thread, innermost first
  default List<String> reasons(ScriptThread thread, List<NativeFrame> frames) {
    return List.of();
  }

  /// How the runtime gave itself up, as the end of a sentence that says which signal killed the
  /// process; absent where the frames do not show it.
  ///
  /// @param frames native ones of the thread that took the signal, innermost first
  default Optional<String> ending(List<NativeFrame> frames) {
    return Optional.empty();
  }

  /// Arguments and locals of a frame, in declaration order.
  List<Variable> locals(ScriptFrame frame, Limits limits);

  /// Looks a name up as the running frame would: locals, then globals, then builtins.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when the namespaces can not be read
  Optional<Variable> lookup(ScriptFrame frame, String name, Limits limits);

  /// The global variables that a frame sees, in the order in which they were made.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when they can not be read
  default List<Variable> globals(ScriptFrame frame, Limits limits) {
    return List.of();
  }

  /// The value of an expression of the language, as far as it is made of names, attributes and
  /// items: nothing of the target is run. One that knows no more than names looks those up.
  ///
  /// @throws UserError that names the part which was not found or not understood
  /// @throws io.github.pmdb.memory.MemoryFault when the namespaces can not be read
  default Variable evaluate(ScriptFrame frame, String expression, Limits limits) {
    return lookup(frame, expression, limits)
        .orElseThrow(() -> new UserError("'" + expression + "' not found", ""));
  }

  /// Expressions that begin with what was typed.
  ///
  /// @throws UserError when what stands before the last dot has no value
  /// @throws io.github.pmdb.memory.MemoryFault when the names can not be read
  default List<String> completions(ScriptFrame frame, String typed) {
    return locals(frame, Limits.DEFAULT).stream()
        .map(Variable::name)
        .filter(name -> name.startsWith(typed))
        .toList();
  }

  /// How many references keep an object alive, in words; absent where that is not counted.
  default Optional<String> references(long address) {
    return Optional.empty();
  }

  Value describe(long address, Limits limits);

  /// Whether a native frame is one that runs script frames.
  boolean isEvalBoundary(NativeFrame frame);

  /// Whether a native frame is machinery of the interpreter that a user seldom wants to see.
  boolean isInternal(NativeFrame frame);

  /// Whether a process has to stand still while it is read: stacks can not be found, or objects
  /// move.
  default boolean needsStop() {
    return false;
  }

  /// Whether code of the language could be run in the target now.
  default Readiness readiness() {
    return Readiness.UNKNOWN;
  }
}
