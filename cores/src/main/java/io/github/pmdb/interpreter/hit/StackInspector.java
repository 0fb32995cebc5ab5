package io.github.pmdb.interpreter.hit;

import io.github.pmdb.interpreter.ScriptStack;
import java.util.Optional;

/// Answers about threads of which registers and stack were copied; an
/// [io.github.pmdb.interpreter.Inspector] of a language whose frames lie on the stack is one too.
public interface StackInspector {
  /// Looks for what does not change.
  ///
  /// @throws io.github.pmdb.snapshot.UserError when this build can not be read
  void prepare();

  /// The frames as they were. What they ran is read now, so it may be gone: that is told.
  ///
  /// @param most frames
  /// @return empty when the thread ran code that was not there yet when this was made
  Optional<ScriptStack> stack(StackCopy copy, int most);
}
