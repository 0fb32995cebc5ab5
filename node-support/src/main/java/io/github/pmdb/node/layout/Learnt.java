package io.github.pmdb.node.layout;

/// How a constant of V8 was learnt.
public enum Learnt {
  /// From a `v8dbg_` symbol of the binary.
  METADATA,
  /// By its place beside one that the binary has.
  DERIVED,
  /// From the memory of the target.
  DISCOVERED,
  /// From the table of this version that pmdb carries.
  TABLE,
  /// From the table of the nearest version that pmdb carries: this one is not known.
  NEAREST
}
