package io.github.pmdb.uprobe.compile;

/// What a name is at a place.
public sealed interface Standing {
  /// A member of the object whose function it is, which stands for `this->NAME`.
  record Field() implements Standing {}

  /// A member, named by its class, of which each object has its own.
  record Member() implements Standing {}

  /// A variable at a fixed distance from a register that the debug information calls the base of
  /// the frame. gdb's compiler takes that register for the variable's own.
  ///
  /// @param register its name, without `$`
  record Frame(String register, int offset) implements Standing {}

  /// A variable that each thread has its own of.
  ///
  /// @param name with its class, where that has it
  /// @param offset into the block of all such variables of the file
  record OfThread(String name, long offset) implements Standing {}

  /// A variable in several pieces, each in a register or elsewhere: see [Symbols#words].
  record Pieces() implements Standing {}

  record Other() implements Standing {}
}
