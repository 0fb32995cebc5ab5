package io.github.pmdb.uprobe.compile;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.compile.Function.Parameter;
import java.util.List;
import java.util.Optional;

/// Where parameters are before a function's first instruction: in registers, while debug
/// information of code without optimisation tells where they will be stored. By the System V ABI of
/// x86-64, for numbers, pointers and references.
final class EntryArguments {
  private static final List<String> REGISTERS =
      List.of("$rdi", "$rsi", "$rdx", "$rcx", "$r8", "$r9");

  /// A breakpoint at the name of optimized code is at the first instruction.
  private static final String FURTHER_ON =
      "Trace a line further on in the function, or its name where it is not optimized.";

  private final Function function;

  EntryArguments(Function function) {
    this.function = function;
  }

  /// The register with the parameter of that name; empty when there is no such parameter.
  ///
  /// @throws UserError when it is in none
  Optional<String> register(String name) {
    int register = first();
    for (Parameter parameter : function.parameters()) {
      if (parameter.name().equals(name)) {
        return Optional.of(register(parameter, register));
      }
      requirePlain(parameter, name);
      register += takesRegister(parameter) ? 1 : 0;
    }
    return Optional.empty();
  }

  /// What gives the parameter of that name; empty when there is no such parameter.
  ///
  /// @throws UserError when it is in no register
  Optional<String> expression(String name) {
    return register(name)
        .map(register ->
            isReference(name)
                ? "(*(__typeof__(&(%s)))%s)".formatted(name, register)
                : "((__typeof__(%s))%s)".formatted(name, register));
  }

  private boolean isReference(String name) {
    return function.parameters().stream()
        .filter(parameter -> parameter.name().equals(name))
        .anyMatch(parameter -> parameter.type().kind() == Type.Kind.REFERENCE);
  }

  /// The register with the first parameter.
  private int first() {
    return switch (function.calling()) {
      case PLAIN -> 0;
      case RESULT_BY_POINTER -> 1;
      case CLONE ->
          throw unknown("the compiler made this copy of the function with arguments of its own");
      case FOREIGN -> throw foreign();
      case UNKNOWN ->
          throw unknown("what the function returns may go through a pointer, an argument too");
    };
  }

  private static UserError foreign() {
    return new UserError(
        "Go passes arguments in registers of its own",
        "Name the parameter, or the register: $rax, $rbx, $rcx, $rdi, $rsi, $r8, $r9, $r10, $r11 in turn.");
  }

  private static UserError unknown(String why) {
    return new UserError("which registers have the arguments is not known: " + why, FURTHER_ON);
  }

  static boolean takesRegister(Parameter parameter) {
    Type.Kind kind = parameter.type().kind();
    return kind.isNumber() || kind == Type.Kind.REFERENCE;
  }

  private static String register(Parameter parameter, int index) {
    if (!takesRegister(parameter) || index >= REGISTERS.size()) {
      throw new UserError(
          "at the first instruction of the function the parameter %s (%s) is in no register that"
                  .formatted(parameter.name(), parameter.type().name())
              + " a probe can read",
          FURTHER_ON);
    }
    return REGISTERS.get(index);
  }

  /// How a struct is passed depends on what is in it.
  private static void requirePlain(Parameter before, String wanted) {
    Type.Kind kind = before.type().kind();
    if (kind == Type.Kind.OTHER || kind == Type.Kind.WIDE) {
      throw new UserError(
          "which register has %s is not known at the function's first instruction: %s (%s) comes"
                  .formatted(wanted, before.name(), before.type().name())
              + " before it",
          FURTHER_ON);
    }
  }

  /// The register with an argument of a function of which only the name is known: what it returns
  /// is not, so it is taken for something that fits a register.
  String raw(int number) {
    return switch (function.calling()) {
      case PLAIN, RESULT_BY_POINTER -> REGISTERS.get(number - 1);
      case CLONE ->
          throw unknown("the compiler made this copy of the function with arguments of its own");
      case FOREIGN -> throw foreign();
      case UNKNOWN ->
          throw unknown(
              "the place is not where a function begins, and there is no debug information");
    };
  }

  static int registers() {
    return REGISTERS.size();
  }
}
