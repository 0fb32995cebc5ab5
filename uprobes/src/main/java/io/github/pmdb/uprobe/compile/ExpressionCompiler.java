package io.github.pmdb.uprobe.compile;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.agent.Bytecode;
import io.github.pmdb.uprobe.agent.CheckedCode;
import io.github.pmdb.uprobe.agent.Repair;
import io.github.pmdb.uprobe.agent.Verifier;
import io.github.pmdb.uprobe.compile.Function.Parameter;
import io.github.pmdb.uprobe.event.Capture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Compiles expressions for one place of a program.
public final class ExpressionCompiler {
  private static final Pattern ARGUMENT = Pattern.compile("\\$arg(\\d{1,2})");

  /// As many characters as gdb shows of a string, and a NUL.
  private static final int STRING_BYTES = 201;

  private final Symbols symbols;
  private final long place;
  private final Function function;

  public ExpressionCompiler(Symbols symbols, long place) {
    this.symbols = symbols;
    this.place = place;
    this.function = symbols.function(place);
  }

  /// What is to be captured for an expression.
  ///
  /// @throws UserError when it has no value that a probe can have
  public Watch watch(String expression) {
    try {
      return compiled(expression);
    } catch (UserError e) {
      throw new UserError(expression + ": " + e.getMessage(), e.hint(), e);
    }
  }

  private Watch compiled(String expression) {
    String rewritten = rewritten(expression);
    Type type = symbols.type(place, rewritten);
    return new Watch(expression, capture(expression, rewritten, type), type);
  }

  /// @throws UserError when it is no number
  public CheckedCode condition(String expression) {
    String rewritten = rewritten(expression);
    Type type = symbols.type(place, rewritten);
    if (!type.kind().isNumber()) {
      throw new UserError(
          "a condition is a number, and %s is a %s".formatted(expression, type.name()),
          "Compare something in it.");
    }
    return code(rewritten);
  }

  /// One for each variable of the function that is seen at the place; one that is not to be had is
  /// left out, with the reason.
  public Several locals() {
    return several(symbols.locals(place));
  }

  public Several parameters() {
    return several(function.parameters().stream().map(Parameter::name).toList());
  }

  /// @param reasons for each name that is not among the watches
  public record Several(List<Watch> watches, List<String> reasons) {}

  private Several several(List<String> names) {
    List<Watch> watches = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (String name : names) {
      try {
        watches.add(watch(name));
      } catch (UserError e) {
        reasons.add(String.valueOf(e.getMessage()));
      }
    }
    return new Several(List.copyOf(watches), List.copyOf(reasons));
  }

  private Capture capture(String expression, String rewritten, Type type) {
    return switch (type.kind()) {
      case SIGNED, UNSIGNED, CHARACTER, BOOL, ENUM, POINTER -> new Capture.Scalar(code(rewritten));
      case STRING ->
          new Capture.Text(checked(bytecode(rewritten).copyingString(STRING_BYTES)), STRING_BYTES);
      case FLOAT, OTHER, REFERENCE -> block(rewritten, type);
      case FUNCTION, VOID ->
          throw new UserError(
              "%s has no value: it is a %s".formatted(expression, type.name()),
              "Print a variable.");
    };
  }

  private Capture block(String rewritten, Type type) {
    if (type.size() == 0) {
      throw new UserError(
          "how large %s is is known at run time only: %s".formatted(rewritten, type.name()),
          "Print elements of it.");
    }
    return new Capture.Block(
        checked(bytecode("&(" + rewritten + ")").copying(type.size())), type.size());
  }

  private CheckedCode code(String rewritten) {
    return checked(bytecode(rewritten));
  }

  private Bytecode bytecode(String rewritten) {
    return symbols.bytecode(place, rewritten);
  }

  private static CheckedCode checked(Bytecode code) {
    return Verifier.verify(Repair.mend(code));
  }

  private String rewritten(String expression) {
    return Rewriting.rewrite(
        expression,
        new Rewriting.Typing() {
          @Override
          public Optional<Type> type(String part) {
            return knownType(part);
          }

          @Override
          public Optional<String> replacement(String name) {
            return standsFor(name);
          }
        });
  }

  /// What has no type, or a wrong name in it, is told by gdb when the whole is compiled.
  private Optional<Type> knownType(String part) {
    try {
      return Optional.of(symbols.type(place, part));
    } catch (UserError _) {
      return Optional.empty();
    }
  }

  private Optional<String> standsFor(String name) {
    Matcher argument = ARGUMENT.matcher(name);
    if (argument.matches()) {
      return Optional.of(argument(Integer.parseInt(argument.group(1))));
    }
    return atEntry() ? new EntryArguments(function).expression(name) : Optional.empty();
  }

  private boolean atEntry() {
    return place == function.entry();
  }

  private String argument(int number) {
    if (function.name().isEmpty() && number >= 1 && number <= EntryArguments.registers()) {
      return EntryArguments.raw(number);
    }
    if (number < 1 || number > function.parameters().size()) {
      throw new UserError(
          "there is no $arg%d: %s has %d parameters"
              .formatted(number, function.name(), function.parameters().size()),
          "$arg1 is the first.");
    }
    String name = function.parameters().get(number - 1).name();
    return standsFor(name).orElse(name);
  }
}
