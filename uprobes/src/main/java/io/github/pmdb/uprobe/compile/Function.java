package io.github.pmdb.uprobe.compile;

import java.util.List;
import java.util.Optional;

/// A function as its debug information has it.
///
/// @param name empty where there is no debug information
/// @param entry its first instruction
/// @param result what it returns; absent without debug information
public record Function(String name, long entry, List<Parameter> parameters, Optional<Type> result) {
  public Function {
    parameters = List.copyOf(parameters);
  }

  public record Parameter(String name, Type type) {}
}
