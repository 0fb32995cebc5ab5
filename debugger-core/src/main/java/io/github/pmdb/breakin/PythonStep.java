package io.github.pmdb.breakin;

import java.util.Locale;

/// Where a step through Python code ends: at the next line of the frame or of those that called it,
/// at the next line of the thread, where the frame ends.
public enum PythonStep {
  NEXT,
  STEP,
  FINISH;

  /// As the scripts in the target have it.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
