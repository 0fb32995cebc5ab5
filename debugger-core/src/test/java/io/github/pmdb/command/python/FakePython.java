package io.github.pmdb.command.python;

import io.github.pmdb.frame.Certainty;
import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptFrame.Columns;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.interpreter.Value;
import io.github.pmdb.interpreter.Variable;
import io.github.pmdb.interpreter.Variable.Scope;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// An interpreter with two threads: 100 runs `leaf` under a recursion of `walk` under `<module>`,
/// 101 runs a frame that could not be read.
final class FakePython implements Inspector {
  static final String FILE = "/app/main.py";
  private final int recursion;

  FakePython(int recursion) {
    this.recursion = recursion;
  }

  @Override
  public String language() {
    return "Python";
  }

  @Override
  public String title() {
    return "CPython 3.12.1";
  }

  @Override
  public List<String> evidence() {
    return List.of();
  }

  @Override
  public List<String> facts() {
    return List.of("GIL held by thread 100");
  }

  @Override
  public List<ScriptThread> threads() {
    return List.of(
        new ScriptThread(
            "Python",
            0x1000,
            OptionalLong.of(100),
            "MainThread",
            List.of("holds the GIL"),
            0,
            OptionalLong.of(0x7f00)),
        new ScriptThread(
            "Python",
            0x2000,
            OptionalLong.of(101),
            "evil\u001b[2J",
            List.of(),
            0,
            OptionalLong.empty()));
  }

  @Override
  public ScriptStack stack(ScriptThread thread, Limits limits) {
    List<ScriptFrame> frames = new ArrayList<>();
    if (thread.address() == 0x2000) {
      frames.add(frame(0, "?", "", 0, Certainty.UNREADABLE, "its code object is not in the core"));
      return new ScriptStack(frames, List.of(new Problem("the chain ends at 0x10", "see verdict")));
    }
    frames.add(frame(0, "leaf", FILE, 2, Certainty.SURE, ""));
    for (int i = 0; i < recursion; i++) {
      frames.add(frame(i + 1, "walk", FILE, 4, Certainty.SURE, ""));
    }
    frames.add(frame(recursion + 1, "<module>", FILE, 6, Certainty.GUESSED, ""));
    return new ScriptStack(frames.stream().limit(limits.frames()).toList(), List.of());
  }

  private static ScriptFrame frame(
      int level, String function, String file, int line, Certainty certainty, String problem) {
    return new ScriptFrame(
        "Python",
        level,
        0x7f0000L + level * 0x10L,
        function,
        file,
        line,
        line == 2 ? Optional.of(new Columns(2, 11, 17)) : Optional.empty(),
        Optional.empty(),
        true,
        certainty,
        problem);
  }

  @Override
  public List<Variable> locals(ScriptFrame frame, Limits limits) {
    return List.of(
        variable("a", Scope.ARGUMENT, new Value(0x10, "int", "1", false, "")),
        variable("s", Scope.LOCAL, new Value(0x20, "str", "'\u001b]0;'", true, "")),
        variable("x", Scope.LOCAL, new Value(0x30, "?", "", false, "not in the core")));
  }

  private static Variable variable(String name, Scope scope, Value value) {
    return new Variable(name, scope, value);
  }

  @Override
  public Optional<Variable> lookup(ScriptFrame frame, String name, Limits limits) {
    return switch (name) {
      case "a" -> Optional.of(locals(frame, limits).getFirst());
      case "g" -> Optional.of(variable("g", Scope.GLOBAL, new Value(0x40, "int", "7", false, "")));
      case "len" ->
          Optional.of(
              variable(
                  "len", Scope.BUILTIN, new Value(0x50, "f", "<built-in function>", false, "")));
      default -> Optional.empty();
    };
  }

  @Override
  public List<Variable> globals(ScriptFrame frame, Limits limits) {
    return List.of(
        variable("__name__", Scope.GLOBAL, new Value(0x60, "str", "'main'", false, "")),
        variable("g", Scope.GLOBAL, new Value(0x40, "int", "7", false, "")));
  }

  @Override
  public Variable evaluate(ScriptFrame frame, String expression, Limits limits) {
    if (!expression.contains(".")) {
      return lookup(frame, expression, limits)
          .orElseThrow(() ->
              new UserError(
                  "'" + expression + "' is no local, global or builtin name here",
                  "`py-locals` and `py-globals` list the names"));
    }
    if (!expression.equals("g.h[\"k v\"]")) {
      throw new UserError("`g`: int has no `x`", "it has h");
    }
    return variable(expression, Scope.GLOBAL, new Value(0x70, "int", "8", false, ""));
  }

  @Override
  public Optional<String> references(long address) {
    return switch ((int) address) {
      case 0x10 -> Optional.of("immortal");
      case 0x20 -> Optional.of("2");
      case 0x70 -> Optional.of("1");
      default -> Optional.empty();
    };
  }

  @Override
  public Value describe(long address, Limits limits) {
    return new Value(address, "?", "", false, "");
  }

  @Override
  public boolean isEvalBoundary(NativeFrame frame) {
    return frame.function().equals(Optional.of("_PyEval_EvalFrameDefault"));
  }

  @Override
  public boolean isInternal(NativeFrame frame) {
    return false;
  }
}
