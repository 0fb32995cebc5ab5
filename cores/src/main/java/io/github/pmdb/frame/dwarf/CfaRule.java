package io.github.pmdb.frame.dwarf;

/// How the canonical frame address is computed.
public sealed interface CfaRule {
  /// A register plus `offset`.
  record RegisterOffset(int register, long offset) implements CfaRule {}

  record ByExpression(Code code) implements CfaRule {}
}
