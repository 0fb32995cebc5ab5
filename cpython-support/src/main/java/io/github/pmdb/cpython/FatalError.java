package io.github.pmdb.cpython;

import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.memory.Memory;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Whether the interpreter ended the process itself, because it can not go on.
final class FatalError {
  /// Exported by some version; since 3.9 `Py_FatalError` is a macro that names its caller to
  /// another function, and a function for those who were compiled before (`pyerrors.h`).
  private static final Set<String> FUNCTIONS =
      Set.of(
          "Py_FatalError",
          "_Py_FatalErrorFunc",
          "_Py_FatalErrorFormat",
          "_Py_FatalRefcountErrorFunc");

  private FatalError() {}

  /// @param frames innermost first
  static Optional<String> in(List<NativeFrame> frames, Memory memory) {
    for (int i = 0; i < frames.size(); i++) {
      if (isFatal(frames.get(i))) {
        int outermost = i;
        while (outermost + 1 < frames.size() && isFatal(frames.get(outermost + 1))) {
          outermost++;
        }
        return Optional.of(
            "Python ended it by Py_FatalError"
                + caller(frames, outermost)
                + new FatalMessage(frames, memory)
                    .of(i, outermost)
                    .map(message -> ": " + message)
                    .orElse(""));
      }
    }
    return Optional.empty();
  }

  private static boolean isFatal(NativeFrame frame) {
    return frame.function().filter(FUNCTIONS::contains).isPresent();
  }

  private static String caller(List<NativeFrame> frames, int fatal) {
    return frames.stream()
        .skip(fatal + 1)
        .findFirst()
        .flatMap(NativeFrame::function)
        .map(f -> ", called in " + f)
        .orElse("");
  }
}
