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

  /// The method that waits for a condition; of threads, events, barriers, semaphores and queues are
  /// built on it.
  boolean isConditionWait(ScriptFrame frame) {
    return isIn(frame.file()) && StandardLibrary.lastName(frame).equals("wait");
  }
}
