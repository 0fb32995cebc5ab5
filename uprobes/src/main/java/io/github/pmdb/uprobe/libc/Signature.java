package io.github.pmdb.uprobe.libc;

import java.util.List;

/// What a function of the C library takes and returns.
public record Signature(String name, List<Argument> arguments, Result result) {
  public Signature {
    arguments = List.copyOf(arguments);
  }

  /// @param names set of names for its value, empty for none
  record Argument(ArgumentKind kind, String names) {}

  /// What is returned, and which value of it is an error.
  enum Result {
    /// -1 with `errno`.
    INT,
    /// -1 with `errno`, 64 bits.
    LONG,
    /// The same.
    SIZE,
    /// A null pointer with `errno`.
    ADDRESS,
    /// A string, or a null pointer without an error.
    STRING,
    /// An error of `getaddrinfo`.
    GAI
  }
}
