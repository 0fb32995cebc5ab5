package io.github.pmdb.uprobe.compile;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.compile.Token.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/// Writes an expression so that gdb's compiler for agent bytecode takes it, and takes it right:
/// literals of characters become numbers; enums and truth values that are computed with become
/// numbers; references, which it reads as addresses, are followed; names may be replaced. The
/// grammar is that of C's operators, with names and casts of C++ and gdb's `@` and `{TYPE}`. What
/// is not of it is refused: gdb would take calls and assignments, too.
final class Rewriting {
  private static final Map<String, Integer> PRECEDENCES =
      Map.ofEntries(
          Map.entry("||", 1),
          Map.entry("&&", 2),
          Map.entry("|", 3),
          Map.entry("^", 4),
          Map.entry("&", 5),
          Map.entry("==", 6),
          Map.entry("!=", 6),
          Map.entry("<", 7),
          Map.entry(">", 7),
          Map.entry("<=", 7),
          Map.entry(">=", 7),
          Map.entry("<<", 8),
          Map.entry(">>", 8),
          Map.entry("@", 9),
          Map.entry("+", 10),
          Map.entry("-", 10),
          Map.entry("*", 11),
          Map.entry("/", 11),
          Map.entry("%", 11));
  private static final Set<String> PREFIXES = Set.of("!", "~", "-", "+");
  private static final Set<String> CHANGES =
      Set.of("=", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=");
  private static final Set<String> CASTS =
      Set.of("static_cast", "reinterpret_cast", "const_cast", "dynamic_cast");

  private static final Pattern NONZERO =
      Pattern.compile("(?:0[xX]0*[1-9a-fA-F]\\p{XDigit}*|0*[1-9]\\d*)[uUlL]*");

  private final String expression;
  private final List<Token> tokens;
  private final TypeWords types;
  private final Typing typing;
  private int at;

  private Rewriting(String expression, Typing typing) {
    this.expression = expression;
    this.tokens = Token.of(expression);
    this.types = new TypeWords(tokens);
    this.typing = typing;
  }

  /// A piece of the result.
  ///
  /// @param value whether it is one value of the program, not something computed
  private record Piece(String text, boolean value) {}

  /// @throws UserError for what cannot be evaluated in the kernel
  static String rewrite(String expression, Typing typing) {
    Rewriting rewriting = new Rewriting(expression, typing);
    String text = rewriting.comma();
    if (!rewriting.peek().is(Kind.END)) {
      throw rewriting.unknown(rewriting.peek());
    }
    return text;
  }

  private String comma() {
    StringBuilder out = new StringBuilder(conditional().text());
    while (takes(",")) {
      out.append(", ").append(conditional().text());
    }
    return out.toString();
  }

  private Piece conditional() {
    Piece condition = binary(1);
    if (!takes("?")) {
      return condition;
    }
    String first = comma();
    expect(":");
    String second = conditional().text();
    return new Piece(number(condition) + " ? " + first + " : " + second, false);
  }

  private Piece binary(int lowest) {
    Piece left = prefixed();
    while (precedence() >= lowest) {
      int precedence = precedence();
      String operator = next().text();
      Piece right = binary(precedence + 1);
      left =
          operator.equals("@")
              ? new Piece(left.text() + "@" + number(right), false)
              : new Piece(
                  number(left) + " " + operator + " " + divisor(operator, number(right)), false);
    }
    return left;
  }

  /// gdb computes what is constant itself, and takes 7 / 0 for 7. What is constant is not told from
  /// outside (names of enums, casts): what is added is 0, and not constant.
  private static String divisor(String operator, String right) {
    boolean divides = operator.equals("/") || operator.equals("%");
    return divides && !NONZERO.matcher(right).matches()
        ? "(" + right + " + ((int)$rax & 0))"
        : right;
  }

  private int precedence() {
    if (peek().is(Kind.SIGN) && CHANGES.contains(peek().text())) {
      throw new UserError(
          "an expression of a trace changes nothing, and this does: " + peek().text(),
          "Compare by ==; nothing of the process is written.");
    }
    return peek().is(Kind.SIGN) ? PRECEDENCES.getOrDefault(peek().text(), 0) : 0;
  }

  /// A value that is computed with.
  private String number(Piece piece) {
    if (!piece.value()) {
      return piece.text();
    }
    Optional<Type> type = typing.type(piece.text());
    if (type.filter(it -> it.kind() == Type.Kind.FLOAT).isPresent()) {
      throw new UserError(
          "the kernel computes without floating point, and %s is a %s"
              .formatted(piece.text(), type.get().name()),
          "Print the variable by itself; decide by something else.");
    }
    if (type.filter(it -> it.kind() == Type.Kind.WIDE).isPresent()) {
      throw tooWide(piece.text(), type.get());
    }
    return type.filter(it -> it.kind() == Type.Kind.ENUM || it.kind() == Type.Kind.BOOL)
        .map(_ -> "(long)(" + piece.text() + ")")
        .orElse(piece.text());
  }

  private Piece prefixed() {
    Token token = peek();
    if (token.is(Kind.SIGN) && PREFIXES.contains(token.text())) {
      next();
      return new Piece(token.text() + number(prefixed()), false);
    }
    if (takes("*")) {
      return followed("*" + prefixed().text());
    }
    if (takes("&")) {
      return new Piece(address(prefixed().text()), false);
    }
    if (token.is(Kind.NAME) && token.text().equals("sizeof")) {
      return size();
    }
    OptionalInt braces = types.within(at, "{", "}");
    if (braces.isPresent()) {
      return followed(upTo(braces.getAsInt()) + " " + asAddress(prefixed()));
    }
    OptionalInt cast = types.cast(at);
    return cast.isPresent() ? cast(upTo(cast.getAsInt())) : postfixed();
  }

  /// gdb's compiler takes the address of a function for 0, and the function for its address.
  private String address(String of) {
    boolean function = typing.type(of).filter(it -> it.kind() == Type.Kind.FUNCTION).isPresent();
    return function ? "((__typeof__(&(%s)))(long)(%s))".formatted(of, of) : "&" + of;
  }

  /// gdb's compiler takes a variable behind `{TYPE}` for where it lies, and not for what it holds.
  private static String asAddress(Piece of) {
    return of.value() ? "(long)(" + of.text() + ")" : of.text();
  }

  private Piece size() {
    next();
    OptionalInt type = types.bracketed(at);
    String of = type.isPresent() ? upTo(type.getAsInt()) : prefixed().text();
    return new Piece("sizeof " + of, false);
  }

  private Piece cast(String written) {
    String type = written;
    Piece of = prefixed();
    Optional<Type> meant = typing.cast(type);
    if (meant.isEmpty() && type.equals("(bool)")) {
      // C has the word from a header, as a macro.
      type = "(_Bool)";
      meant = typing.cast(type);
    }
    if (meant.filter(it -> it.kind() == Type.Kind.WIDE).isPresent()) {
      throw tooWide(type + of.text(), meant.get());
    }
    // gdb's compiler cuts a number to the size of a truth value.
    return meant.filter(it -> it.kind() == Type.Kind.BOOL).isPresent()
        ? new Piece(type + "((" + number(of) + ") != 0)", true)
        : new Piece(type + narrow(of), false);
  }

  /// A value that is cast. Of one with more than 64 bits the lower ones, which lie first, are what
  /// is left of it.
  private String narrow(Piece piece) {
    Optional<Type> type = piece.value() ? typing.type(piece.text()) : Optional.empty();
    if (type.filter(it -> it.kind() == Type.Kind.WIDE).isPresent()) {
      return "(*(unsigned long*)&(%s))".formatted(piece.text());
    }
    return type.filter(Type::isArray).isPresent() ? "&(" + piece.text() + ")" : number(piece);
  }

  private static UserError tooWide(String what, Type type) {
    return new UserError(
        "the kernel computes with 64 bits, and %s is a %s".formatted(what, type.name()),
        "Print the variable by itself. (long)NAME are the lower half of its bits, *((long *)&NAME"
            + " + 1) the upper one, for variables in memory.");
  }

  /// The tokens up to a place, as they are.
  private String upTo(int last) {
    String text = types.text(at, last);
    at = last + 1;
    return text;
  }

  private Piece postfixed() {
    Piece piece = primary();
    while (true) {
      if (takes("[")) {
        String index = comma();
        expect("]");
        piece = element(piece, index);
      } else if (peek().text().equals(".") || peek().text().equals("->")) {
        piece = member(piece, next().text());
      } else if (peek().text().equals("(")) {
        throw call(piece.text());
      } else {
        return piece;
      }
    }
  }

  /// Of a container the operator would be a call.
  private Piece element(Piece of, String index) {
    return elements(of.text())
        .map(elements -> new Piece(elements.at(index), true))
        .orElseGet(() -> followed(of.text() + "[" + index + "]"));
  }

  private Optional<ContainerText> elements(String object) {
    return typing
        .type(object)
        .flatMap(Type::elements)
        .map(elements ->
            ContainerText.of(
                elements,
                path ->
                    path.isEmpty() ? "(" + object + ")" : followed(object + "." + path).text()));
  }

  private Piece member(Piece of, String sign) {
    String name = member();
    if (peek().text().equals("(") && tokens.get(at + 1).text().equals(")")) {
      String object = sign.equals(".") ? of.text() : "(*" + of.text() + ")";
      Optional<String> told = elements(object).flatMap(elements -> elements.told(name));
      if (told.isPresent()) {
        at += 2;
        return new Piece(told.get(), false);
      }
    }
    return followed(of.text() + sign + name);
  }

  /// `str` is what other tracers call it.
  private UserError call(String of) {
    OptionalInt close = of.equals("str") ? types.closing(at) : OptionalInt.empty();
    return new UserError(
        "%s is a call, and nothing of the program is run".formatted(of),
        close.isPresent()
            ? "A pointer to characters is printed as a string, with %%s too: (char *)%s."
                .formatted(operand(types.text(at, close.getAsInt())))
            : "Print what it would return from: a member or a variable.");
  }

  private static String operand(String bracketed) {
    String inside = bracketed.substring(1, bracketed.length() - 1);
    return inside.matches("\\$?\\w+") ? inside : bracketed;
  }

  private String member() {
    Token token = next();
    if (!token.is(Kind.NAME)) {
      throw unknown(token);
    }
    return token.text() + arguments("::");
  }

  private Piece primary() {
    Token token = next();
    return switch (token.kind()) {
      case NAME ->
          CASTS.contains(token.text()) ? namedCast(token) : name(token.text() + arguments("::"));
      case FILE -> name(token.text());
      case VARIABLE -> variable(token.text());
      case NUMBER -> number(token.text());
      case CHARACTER -> new Piece(Integer.toString(Token.character(token.text())), false);
      case SIGN -> bracketed(token);
      case STRING ->
          throw new UserError(
              "strings are not compared in the kernel: " + token.text(),
              "Compare characters: name[0] == 'a' && name[1] == 'b'.");
      case END -> throw unknown(token);
    };
  }

  /// What is returned may be no number, as a register always is one.
  private Piece variable(String name) {
    return typing
        .replacement(name)
        .map(text -> new Piece(text, true))
        .orElseGet(() -> new Piece(name, name.equals(ReturnNames.RESULT)));
  }

  private static Piece number(String text) {
    if (!text.startsWith("0x") && text.matches("[\\d.]*[.eE][\\d.eE+-]*[fFlL]?")) {
      throw new UserError("the kernel computes without floating point: " + text, "");
    }
    return new Piece(text, false);
  }

  private Piece bracketed(Token token) {
    if (token.text().equals("::")) {
      return name("::" + member());
    }
    if (!token.text().equals("(")) {
      throw unknown(token);
    }
    int before = at;
    Piece inside = conditional();
    if (!peek().text().equals(",")) {
      expect(")");
      return new Piece("(" + inside.text() + ")", inside.value());
    }
    at = before;
    String all = comma();
    expect(")");
    return new Piece("(" + all + ")", false);
  }

  private Piece namedCast(Token first) {
    String type = arguments("(");
    expect("(");
    String of = number(conditional());
    expect(")");
    return followed(first.text() + type + "(" + of + ")");
  }

  /// Of a template, where that is no comparison.
  ///
  /// @param before what stands behind them
  private String arguments(String before) {
    OptionalInt last = types.arguments(at);
    return last.isPresent() && tokens.get(last.getAsInt() + 1).text().equals(before)
        ? upTo(last.getAsInt())
        : "";
  }

  private Piece name(String first) {
    StringBuilder name = new StringBuilder(first);
    while (takes("::")) {
      name.append("::").append(member());
    }
    return typing
        .replacement(name.toString())
        .map(this::followed)
        .orElseGet(() -> followed(name.toString()));
  }

  /// gdb's compiler takes a reference for the address that it is.
  private Piece followed(String text) {
    return typing.part(text).map(part -> new Piece(part, true)).orElseGet(() -> ofReference(text));
  }

  private Piece ofReference(String text) {
    boolean reference =
        typing.type(text).filter(it -> it.kind() == Type.Kind.REFERENCE).isPresent();
    return new Piece(
        reference ? "(*(__typeof__(&(%s)))(long)(%s))".formatted(text, text) : text, true);
  }

  private UserError unknown(Token token) {
    return new UserError(
        token.is(Kind.END)
            ? "%s is no whole expression".formatted(expression)
            : "an expression of a trace has no %s there: %s".formatted(token.text(), expression),
        "Operators are those of C; $arg1, $arg2 and registers may be among the names.");
  }

  private Token peek() {
    return tokens.get(at);
  }

  private Token next() {
    Token token = tokens.get(at);
    at += token.is(Kind.END) ? 0 : 1;
    return token;
  }

  private boolean takes(String sign) {
    boolean there = peek().is(Kind.SIGN) && peek().text().equals(sign);
    at += there ? 1 : 0;
    return there;
  }

  private void expect(String sign) {
    if (!takes(sign)) {
      throw unknown(peek());
    }
  }
}
