package io.github.pmdb.uprobe.agent;

/// An operation of the bytecode, as "The GDB Agent Expression Mechanism" in gdb's manual defines
/// it: a stack of 64-bit numbers, of which each takes some and leaves some. Floating point, trace
/// state variables and formatted output are not among them: gdb's compiler does not emit them, or
/// they mean nothing here.
public sealed interface Op {
  /// a b → a OPERATOR b.
  record Binary(Operator operator) implements Op {}

  /// a → 1 where a is 0, else 0.
  record LogicalNot() implements Op {}

  record BitNot() implements Op {}

  /// The low `bits` are what counts; those above become copies of their sign, or 0.
  record Extend(int bits, boolean signed) implements Op {}

  /// address → the number of that many bytes there, extended with zeros.
  record Reference(int bytes) implements Op {}

  record Constant(long value) implements Op {}

  /// → the register of gdb's number.
  record ReadRegister(int number) implements Op {}

  /// → the base of the thread's own data.
  record ThreadBase() implements Op {}

  record Goto(int target) implements Op {}

  /// a → ; jumps where a is not 0.
  record IfGoto(int target) implements Op {}

  record Duplicate() implements Op {}

  record Drop() implements Op {}

  record Swap() implements Op {}

  /// Copies the number that lies `depth` below the top one to the top.
  record Pick(int depth) implements Op {}

  /// a b c → c a b.
  record Rotate() implements Op {}

  /// address size → ; takes a copy of that much memory.
  record Trace() implements Op {}

  /// address → address; takes a copy.
  record TraceQuick(int bytes) implements Op {}

  /// address size → ; takes a copy up to a NUL, of `size` bytes with the NUL at most.
  record TraceString() implements Op {}

  /// a → ; takes a copy of the number itself, which is no operation of gdb's.
  record TraceNumber() implements Op {}

  /// The number on top is the result, if there is one.
  record End() implements Op {}

  /// How many numbers it takes off the stack, or looks at.
  default int takes() {
    return switch (this) {
      case Binary _, Swap _, Trace _, TraceString _ -> 2;
      case LogicalNot _, BitNot _, Extend _, Reference _, IfGoto _, Duplicate _, Drop _ -> 1;
      case TraceQuick _, TraceNumber _ -> 1;
      case Pick pick -> pick.depth() + 1;
      case Rotate _ -> 3;
      case Constant _, ReadRegister _, ThreadBase _, Goto _, End _ -> 0;
    };
  }

  /// How much higher the stack is afterwards.
  default int growth() {
    return switch (this) {
      case Constant _, ReadRegister _, ThreadBase _, Duplicate _, Pick _ -> 1;
      case LogicalNot _, BitNot _, Extend _, Reference _, TraceQuick _ -> 0;
      case Swap _, Rotate _, Goto _, End _ -> 0;
      case Binary _, IfGoto _, Drop _, TraceNumber _ -> -1;
      case Trace _, TraceString _ -> -2;
    };
  }
}
