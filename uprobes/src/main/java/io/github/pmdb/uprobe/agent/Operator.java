package io.github.pmdb.uprobe.agent;

/// What two numbers of 64 bits become. A comparison gives 0 or 1; shifts use the low six bits of
/// the count; signed division cuts towards 0.
public enum Operator {
  ADD,
  SUB,
  MUL,
  DIV_SIGNED,
  DIV_UNSIGNED,
  REM_SIGNED,
  REM_UNSIGNED,
  LSH,
  RSH_SIGNED,
  RSH_UNSIGNED,
  BIT_AND,
  BIT_OR,
  BIT_XOR,
  EQUAL,
  LESS_SIGNED,
  LESS_UNSIGNED;

  /// Whether the second number must not be 0.
  boolean divides() {
    return switch (this) {
      case DIV_SIGNED, DIV_UNSIGNED, REM_SIGNED, REM_UNSIGNED -> true;
      case ADD, SUB, MUL, LSH, RSH_SIGNED, RSH_UNSIGNED -> false;
      case BIT_AND, BIT_OR, BIT_XOR, EQUAL, LESS_SIGNED, LESS_UNSIGNED -> false;
    };
  }

  /// @param b not 0 where this [#divides]
  long apply(long a, long b) {
    return switch (this) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV_SIGNED -> a / b;
      case DIV_UNSIGNED -> Long.divideUnsigned(a, b);
      case REM_SIGNED -> a % b;
      case REM_UNSIGNED -> Long.remainderUnsigned(a, b);
      case LSH -> a << b;
      case RSH_SIGNED -> a >> b;
      case RSH_UNSIGNED -> a >>> b;
      case BIT_AND -> a & b;
      case BIT_OR -> a | b;
      case BIT_XOR -> a ^ b;
      case EQUAL -> a == b ? 1 : 0;
      case LESS_SIGNED -> a < b ? 1 : 0;
      case LESS_UNSIGNED -> Long.compareUnsigned(a, b) < 0 ? 1 : 0;
    };
  }
}
