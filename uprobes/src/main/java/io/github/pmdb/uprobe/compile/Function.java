package io.github.pmdb.uprobe.compile;

import java.util.List;
import java.util.Optional;

/// A function as its debug information has it.
///
/// @param name empty where there is no debug information
/// @param entry its first instruction; 0 where it is inlined
/// @param result absent without debug information
/// @param calling where its arguments are when it is called
public record Function(
    String name, long entry, List<Parameter> parameters, Optional<Result> result, Calling calling) {
  public Function {
    parameters = List.copyOf(parameters);
  }

  public record Parameter(String name, Type type) {}

  /// What it returns.
  ///
  /// @param unknown why it is not known where; empty where it is
  public record Result(Type type, Where where, String unknown) {}

  /// Where what is returned is, if it is no number.
  public enum Where {
    /// In up to two registers.
    REGISTERS,
    /// Where the first register points to.
    MEMORY,
    UNKNOWN
  }

  /// How the function is called, System V ABI of x86-64.
  public enum Calling {
    /// Its first argument is in the first register.
    PLAIN,
    /// What it returns goes where the first register points to, its arguments are in the others.
    RESULT_BY_POINTER,
    /// A copy that the compiler made for some of its callers, with arguments of its own choice.
    CLONE,
    /// The language has registers of its own for arguments.
    FOREIGN,
    UNKNOWN
  }
}
