package io.github.pmdb.uprobe.compile;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.agent.Bytecode;
import io.github.pmdb.uprobe.agent.CheckedCode;
import io.github.pmdb.uprobe.agent.ContextRegister;
import io.github.pmdb.uprobe.agent.Interpreter;
import io.github.pmdb.uprobe.agent.Op;
import io.github.pmdb.uprobe.agent.Outcome;
import io.github.pmdb.uprobe.agent.Repair;
import io.github.pmdb.uprobe.agent.Verifier;
import io.github.pmdb.uprobe.compile.Function.Parameter;
import io.github.pmdb.uprobe.event.Capture;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Compiles expressions for one place of a program.
public final class ExpressionCompiler {
  private static final Pattern ARGUMENT = Pattern.compile("\\$arg(\\d{1,2})");

  /// As many characters as gdb shows of a string, and a NUL.
  private static final int STRING_BYTES = 201;

  /// Stack pointer of a thread that is made up, and how far its callers' frames go.
  private static final long SOME_STACK = 0x7000_0000_0000L;

  private static final long SOME_STACK_BYTES = 1 << 20;

  private static final Memory NO_MEMORY =
      new Memory() {
        @Override
        public void read(long address, byte[] into, int offset, int length) {
          throw new MemoryFault(address, length, "the thread is made up");
        }
      };

  private final Symbols symbols;
  private final long place;
  private final Function function;
  private final Map<String, Standing> standings = new HashMap<>();
  private final Pieces pieces;
  private final Optional<ReturnNames> returned;
  private final Optional<List<String>> arguments;

  public ExpressionCompiler(Symbols symbols, long place) {
    this(symbols, place, symbols.function(place), Optional.empty(), Optional.empty());
  }

  private ExpressionCompiler(
      Symbols symbols,
      long place,
      Function function,
      Optional<ReturnNames> returned,
      Optional<List<String>> arguments) {
    this.symbols = symbols;
    this.place = place;
    this.function = function;
    this.returned = returned;
    this.arguments = arguments;
    this.pieces = new Pieces(symbols, place, this::standing);
  }

  /// Compiles for a probe that the program brought along.
  ///
  /// @param arguments where its notes say that they are
  public ExpressionCompiler withArguments(List<String> arguments) {
    return new ExpressionCompiler(symbols, place, function, returned, Optional.of(arguments));
  }

  /// Compiles for where the function that begins at the place returns, with `$retval`.
  public ExpressionCompiler atReturn() {
    ReturnNames names = new ReturnNames(function, symbols.locals(place));
    return new ExpressionCompiler(symbols, place, function, Optional.of(names), arguments);
  }

  /// The function's name; empty where there is no debug information.
  public String functionName() {
    return function.name();
  }

  /// @throws UserError when it is none that could have a value anywhere
  public static void require(String expression) {
    try {
      Rewriting.rewrite(expression, Typing.NONE);
    } catch (UserError e) {
      throw of(expression, e);
    }
  }

  private static UserError of(String expression, UserError why) {
    return new UserError(expression + ": " + why.getMessage(), why.hint(), why);
  }

  /// What is to be captured for an expression.
  ///
  /// @throws UserError when it has no value that a probe can have
  public Watch watch(String expression) {
    try {
      return compiled(expression);
    } catch (UserError e) {
      throw of(expression, e);
    }
  }

  private Watch compiled(String expression) {
    String rewritten = rewritten(expression);
    Type type = symbols.type(place, rewritten);
    return switch (type.kind()) {
      case FLOAT, WIDE, OTHER, REFERENCE -> block(expression, rewritten, type);
      case SIGNED, UNSIGNED, CHARACTER, BOOL, ENUM, POINTER ->
          new Watch(expression, new Capture.Scalar(code(rewritten)), type);
      case STRING -> new Watch(expression, text(rewritten), type);
      case FUNCTION, VOID ->
          throw new UserError(
              "%s has no value: it is a %s".formatted(expression, type.name()),
              "Print a variable.");
    };
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
    return several(symbols.locals(place), this::watchOfProgram);
  }

  public Several parameters() {
    if (arguments.isPresent()) {
      return several(
          IntStream.rangeClosed(1, arguments.get().size()).mapToObj(i -> "$arg" + i).toList(),
          this::watch);
    }
    return several(
        function.parameters().stream().map(Parameter::name).toList(), this::watchOfProgram);
  }

  /// What the function returns, where it returns something.
  public Several result() {
    boolean nothing =
        function.result().filter(it -> it.type().kind() == Type.Kind.VOID).isPresent();
    return several(nothing ? List.of() : List.of(ReturnNames.RESULT), this::watch);
  }

  /// @param reasons for each name that is not among the watches
  public record Several(List<Watch> watches, List<String> reasons) {}

  private Watch watchOfProgram(String name) {
    PlainName.require(name);
    return watch(name);
  }

  private static Several several(
      List<String> names, java.util.function.Function<String, Watch> watching) {
    List<Watch> watches = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (String name : names) {
      try {
        watches.add(watching.apply(name));
      } catch (UserError e) {
        reasons.add(String.valueOf(e.getMessage()));
      }
    }
    return new Several(List.copyOf(watches), List.copyOf(reasons));
  }

  private Capture text(String rewritten) {
    return new Capture.Text(checked(bytecode(rewritten).copyingString(STRING_BYTES)), STRING_BYTES);
  }

  private Watch block(String expression, String rewritten, Type type) {
    if (type.isOpenText()) {
      String text = "(char *)&(" + rewritten + ")";
      return new Watch(expression, text(text), symbols.type(place, text));
    }
    if (type.size() == 0) {
      throw new UserError(
          "how large %s is is known at run time only: %s".formatted(rewritten, type.name()),
          "Print elements of it.");
    }
    Verifier.requireLength(type.size());
    Pieces.Copying copying =
        pieces
            .copying(rewritten)
            .orElseGet(() ->
                new Pieces.Copying(bytecode("&(" + rewritten + ")").copying(type.size()), type));
    Type copied = copying.type();
    return new Watch(
        expression,
        new Capture.Block(checked(copying.code()), copied.size(), copied.texts()),
        copied);
  }

  private CheckedCode code(String rewritten) {
    return checked(bytecode(rewritten));
  }

  private Bytecode bytecode(String rewritten) {
    return symbols.bytecode(place, rewritten);
  }

  private CheckedCode checked(Bytecode code) {
    if (returned.isPresent() && readsPlace(code)) {
      throw new UserError(
          "where the program has its data is not known at a return", "Trace one process: -p PID.");
    }
    return Verifier.verify(Repair.mend(code));
  }

  private static boolean readsPlace(Bytecode code) {
    return code.steps().stream()
        .anyMatch(step -> step.op().equals(new Op.ReadRegister(ContextRegister.RIP.number())));
  }

  private String rewritten(String expression) {
    return Rewriting.rewrite(
        expression,
        new Typing() {
          @Override
          public Optional<Type> type(String part) {
            return knownType(part);
          }

          @Override
          public Optional<Type> cast(String type) {
            return knownType(type + "0");
          }

          @Override
          public Optional<String> replacement(String name) {
            return standsFor(name);
          }

          @Override
          public Optional<String> part(String path) {
            return returned.isPresent() && !path.startsWith(ReturnNames.RESULT)
                ? Optional.empty()
                : pieces.number(path);
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
    if (returned.isPresent()) {
      requireNoField(name);
      return returned.get().standsFor(name).or(() -> ofThread(name));
    }
    if (name.equals(ReturnNames.RESULT)) {
      throw new UserError(
          "%s is known where a function returns".formatted(name), "trace-return FUNCTION");
    }
    Matcher argument = ARGUMENT.matcher(name);
    if (argument.matches()) {
      return Optional.of(argument(Integer.parseInt(argument.group(1))));
    }
    if (name.startsWith("$") || standing(name) instanceof Standing.Pieces) {
      return Optional.empty();
    }
    Optional<Parameter> unstored = parameter(name).filter(_ -> atEntry()).filter(this::isUnstored);
    return unstored.isPresent()
        ? new EntryArguments(function).expression(name)
        : switch (standing(name)) {
          case Standing.Field _ ->
              Optional.of(
                  "(%s)->%s"
                      .formatted(
                          standsFor("this").orElse("this"),
                          name.substring(name.lastIndexOf(':') + 1)));
          case Standing.Frame(String register, int offset) ->
              Optional.of(at(name, "($%s + %d)".formatted(register, offset)));
          case Standing.OfThread _, Standing.Pieces _, Standing.Other _ -> ofThread(name);
          case Standing.Member _ ->
              throw new UserError(
                  "each object has a %s of its own".formatted(name),
                  "Name it without its class, or by a pointer to an object.");
        };
  }

  /// The object whose function it is was in a register that others have used since.
  private void requireNoField(String name) {
    if (!name.startsWith("$") && standing(name) instanceof Standing.Field) {
      throw new UserError(
          "%s is a member of the object, which is known where the function is entered"
              .formatted(name),
          "Print it by itself: it is read at the entry then.");
    }
  }

  private Optional<Parameter> parameter(String name) {
    return function.parameters().stream().filter(each -> each.name().equals(name)).findFirst();
  }

  private boolean atEntry() {
    return place == function.entry();
  }

  /// Whether the debug information tells where the function is going to store a parameter, and not
  /// where it is before. What the caller has put on the stack is there already.
  private boolean isUnstored(Parameter parameter) {
    boolean number = EntryArguments.takesRegister(parameter);
    String name = parameter.name();
    if (!number && standing(name) instanceof Standing.Frame(String register, int offset)) {
      return !register.equals("rsp") || !isOfCaller(SOME_STACK + offset);
    }
    Outcome outcome =
        Interpreter.run(
            checked(bytecode(number ? name : "&(" + name + ")")),
            register -> register == ContextRegister.RSP ? SOME_STACK : 0,
            NO_MEMORY);
    return switch (outcome) {
      case Outcome.Unreadable unreadable -> !isOfCaller(unreadable.address());
      case Outcome.Value value -> !number && !isOfCaller(value.value());
      case Outcome.DividedByZero _ -> false;
    };
  }

  /// Beyond the return address.
  private static boolean isOfCaller(long address) {
    return Long.compareUnsigned(address - SOME_STACK - Long.BYTES, SOME_STACK_BYTES) < 0;
  }

  private Standing standing(String name) {
    if (name.equals(ReturnNames.RESULT)) {
      return new Standing.Pieces();
    }
    return standings.computeIfAbsent(
        name,
        each -> {
          try {
            return symbols.standing(place, each);
          } catch (UserError _) {
            return new Standing.Other();
          }
        });
  }

  private Optional<String> ofThread(String name) {
    return !name.startsWith("$")
            && standing(name) instanceof Standing.OfThread(String full, long offset)
        ? Optional.of(at(full, "(%s + %d)".formatted(Symbols.THREAD_BLOCK, offset)))
        : Optional.empty();
  }

  /// Without the name, of which gdb's compiler would make a distance from half a register.
  private String at(String name, String address) {
    boolean reference = knownType(name).filter(it -> it.kind() == Type.Kind.REFERENCE).isPresent();
    return "(*(__typeof__(&(%s)))%s)".formatted(name, reference ? "*(long *)" + address : address);
  }

  private String argument(int number) {
    if (arguments.isPresent()) {
      List<String> known = arguments.get();
      if (number < 1 || number > known.size()) {
        throw new UserError(
            "there is no $arg%d: the probe has %d arguments".formatted(number, known.size()),
            "info usdt");
      }
      return StaticArgument.expression(known.get(number - 1));
    }
    if (function.name().isEmpty() && number >= 1 && number <= EntryArguments.registers()) {
      return new EntryArguments(function).raw(number);
    }
    if (number < 1 || number > function.parameters().size()) {
      throw new UserError(
          "there is no $arg%d: %s has %d parameters"
              .formatted(number, function.name(), function.parameters().size()),
          "$arg1 is the first.");
    }
    String name = function.parameters().get(number - 1).name();
    if (name.isEmpty()) {
      throw new UserError("the function gives its parameter %d no name".formatted(number), "");
    }
    PlainName.require(name);
    return standsFor(name).orElse(name);
  }
}
