package io.github.pmdb.uprobe.compile;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.compile.Function.Parameter;
import io.github.pmdb.uprobe.compile.Function.Result;
import java.util.List;
import java.util.Optional;

/// What names mean where a function has returned: its own variables are gone, and what it returned
/// is in a register (System V ABI of x86-64).
final class ReturnNames {
  static final String RESULT = "$retval";

  private final Function function;
  private final List<String> locals;

  ReturnNames(Function function, List<String> locals) {
    this.function = function;
    this.locals = locals;
  }

  Optional<String> standsFor(String name) {
    if (name.equals(RESULT)) {
      return result();
    }
    boolean own =
        name.startsWith("$arg")
            || locals.contains(name)
            || function.parameters().stream().map(Parameter::name).anyMatch(name::equals);
    if (own) {
      throw new UserError(
          "%s is known where the function is entered, and %s where it returns"
              .formatted(name, RESULT),
          "Print them one by one, or write conditions on them with && between.");
    }
    return Optional.empty();
  }

  private Optional<String> result() {
    if (function.name().isEmpty() || function.result().isEmpty()) {
      return Optional.of("((long)$rax)");
    }
    Type type = function.result().get().type();
    return switch (type.kind()) {
      case SIGNED, UNSIGNED, CHARACTER, BOOL, ENUM, POINTER, STRING ->
          Optional.of("((%s)$rax)".formatted(PlainName.of(type)));
      case REFERENCE ->
          Optional.of("(*(%s *)$rax)".formatted(PlainName.of(type).replaceFirst("\\s*&+$", "")));
      case VOID -> throw new UserError(function.name() + " returns nothing", "Print arguments.");
      case FLOAT ->
          throw new UserError(
              "%s returns a %s in a register that a probe cannot read"
                  .formatted(function.name(), type.name()),
              "Trace a line of its caller.");
      case FUNCTION, WIDE, OTHER -> large(function.result().get());
    };
  }

  /// In registers it is what [Pieces] reads.
  private Optional<String> large(Result result) {
    return switch (result.where()) {
      case REGISTERS -> Optional.empty();
      case MEMORY -> Optional.of("(*(%s *)$rax)".formatted(PlainName.of(result.type())));
      case UNKNOWN ->
          throw new UserError(
              "where %s returns %s is not known: %s"
                  .formatted(function.name(), result.type().name(), result.unknown()),
              "Trace a line of its caller.");
    };
  }
}
