package io.github.pmdb.frame.dwarf;

/// How the caller's value of a register is recovered (DWARF 5, section 6.4.1).
public sealed interface RegisterRule {
  /// The value is lost. For the return address: there is no caller.
  record Undefined() implements RegisterRule {}

  /// The callee has not touched it.
  record Same() implements RegisterRule {}

  /// Saved at CFA + `offset`.
  record AtOffset(long offset) implements RegisterRule {}

  /// Is CFA + `offset`.
  record IsOffset(long offset) implements RegisterRule {}

  /// Is kept in another register; `-1` for one that is not tracked.
  record InRegister(int register) implements RegisterRule {}

  /// Saved at the address that an expression computes.
  record AtExpression(Code code) implements RegisterRule {}

  /// Is what an expression computes.
  record IsExpression(Code code) implements RegisterRule {}

  RegisterRule UNDEFINED = new Undefined();
  RegisterRule SAME = new Same();
}
