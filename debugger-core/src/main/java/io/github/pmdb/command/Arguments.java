package io.github.pmdb.command;

import io.github.pmdb.snapshot.UserError;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The words of a command line, matched against the command's parameters.
///
/// @param flags flags given, with their value (empty for a plain flag)
/// @param positional the other words, in order
public record Arguments(Map<String, String> flags, List<String> positional) {
  public static final Arguments NONE = new Arguments(Map.of(), List.of());

  public boolean has(String flag) {
    return flags.containsKey(flag);
  }

  public Optional<String> value(String flag) {
    return Optional.ofNullable(flags.get(flag));
  }

  /// The number that a flag gives.
  ///
  /// @throws UserError when it is not above 0
  public int positive(String flag, int otherwise) {
    int number = value(flag).map(Integer::parseInt).orElse(otherwise);
    if (number < 1) {
      throw new UserError(flag + " wants a number above 0", "such as `%s 5000`".formatted(flag));
    }
    return number;
  }

  public Optional<String> first() {
    return positional.stream().findFirst();
  }
}
