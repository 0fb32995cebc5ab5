package io.github.pmdb.cpython.lock;

import io.github.pmdb.interpreter.ScriptFrame;

/// A module of the standard library whose locks are taken by a kind of `with`.
public enum LockModule {
  THREADING("__exit__", "threading"),
  ASYNCIO("__aexit__", "asyncio/locks");

  private final String exit;
  private final String path;

  LockModule(String exit, String path) {
    this.exit = exit;
    this.path = path;
  }

  /// The method by which a `with` of its locks ends.
  public String exit() {
    return exit;
  }

  /// Whether a file of source, or of bytecode, is that of the module.
  public boolean isIn(String file) {
    return StandardLibrary.isModule(file, path);
  }

  /// A method that waits for a condition, or is built on that.
  boolean isConditionWait(ScriptFrame frame) {
    return isIn(frame.file()) && lastName(frame).equals("wait");
  }

  /// Names are qualified since 3.11.
  public static String lastName(ScriptFrame frame) {
    return frame.function().substring(frame.function().lastIndexOf('.') + 1);
  }
}
