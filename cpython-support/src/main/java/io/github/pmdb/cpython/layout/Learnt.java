package io.github.pmdb.cpython.layout;

/// How an offset was learnt.
public enum Learnt {
  /// From the table of this version that pmdb carries.
  BUNDLED,
  /// From `_Py_DebugOffsets` in the target.
  COOKIE,
  /// From a value of the target's module `sys`.
  SYS,
  /// From an instruction of an exported function of the target.
  DECODED
}
