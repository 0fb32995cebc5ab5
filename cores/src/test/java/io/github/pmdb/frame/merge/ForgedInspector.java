package io.github.pmdb.frame.merge;

import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.interpreter.Value;
import io.github.pmdb.interpreter.Variable;
import java.util.List;
import java.util.Optional;

/// An interpreter whose eval loop is the native function `NAME_eval` and whose machinery is called
/// `NAME_…`.
record ForgedInspector(String language) implements Inspector {
  @Override
  public String title() {
    return language;
  }

  @Override
  public List<String> evidence() {
    return List.of();
  }

  @Override
  public List<String> facts() {
    return List.of();
  }

  @Override
  public List<ScriptThread> threads() {
    return List.of();
  }

  @Override
  public ScriptStack stack(ScriptThread thread, Limits limits) {
    return new ScriptStack(List.of(), List.of());
  }

  @Override
  public List<Variable> locals(ScriptFrame frame, Limits limits) {
    return List.of();
  }

  @Override
  public Optional<Variable> lookup(ScriptFrame frame, String name, Limits limits) {
    return Optional.empty();
  }

  @Override
  public Value describe(long address, Limits limits) {
    return new Value(address, "?", "", false, "");
  }

  @Override
  public boolean isEvalBoundary(NativeFrame frame) {
    return frame.function().equals(Optional.of(language + "_eval"));
  }

  @Override
  public boolean isInternal(NativeFrame frame) {
    return frame.function().orElse("").startsWith(language + "_");
  }
}
