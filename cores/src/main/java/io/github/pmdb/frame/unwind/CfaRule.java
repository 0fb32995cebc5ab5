package io.github.pmdb.frame.unwind;

/// How the canonical frame address is computed.
sealed interface CfaRule {
  /// A register plus `offset`.
  record RegisterOffset(int register, long offset) implements CfaRule {}

  record ByExpression(Code code) implements CfaRule {}
}
