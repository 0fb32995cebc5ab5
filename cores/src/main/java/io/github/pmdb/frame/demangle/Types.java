package io.github.pmdb.frame.demangle;

import io.github.pmdb.frame.demangle.TypeText.Shape;
import java.util.ArrayList;
import java.util.List;

/// Types and template arguments (Itanium C++ ABI, 5.1.5 and 5.1.6).
final class Types {
  private final Mangled in;
  private final Names names;

  Types(Mangled in, Names names) {
    this.in = in;
    this.names = names;
  }

  TypeText type() {
    TypeText type = in.enter() ? parse() : in.fail();
    in.leave();
    return type;
  }

  private TypeText parse() {
    String one = String.valueOf(in.peek());
    String two = one + in.peek(1);
    String builtin = Operators.BUILTINS.getOrDefault(two, Operators.BUILTINS.getOrDefault(one, ""));
    if (!builtin.isEmpty()) {
      in.take(Operators.BUILTINS.containsKey(two) ? two : one);
      return TypeText.of(builtin);
    }
    return switch (in.peek()) {
      case 'r', 'V', 'K' -> qualified();
      case 'P' -> pointer("*");
      case 'R' -> pointer("&");
      case 'O' -> pointer("&&");
      case 'F' -> in.remember(function());
      case 'A' -> in.remember(array());
      case 'M' -> in.remember(member());
      case 'T' -> parameter();
      case 'D' -> special();
      case 'S' -> in.peek(1) == 't' ? named() : substituted();
      default -> named();
    };
  }

  private TypeText qualified() {
    String qualifiers = qualifiers();
    return in.remember(type().qualified(qualifiers));
  }

  /// In the order in which c++filt appends them.
  String qualifiers() {
    String restrict = in.take("r") ? " restrict" : "";
    String isVolatile = in.take("V") ? " volatile" : "";
    return (in.take("K") ? " const" : "") + isVolatile + restrict;
  }

  private TypeText pointer(String mark) {
    in.next();
    return in.remember(type().pointer(mark));
  }

  private TypeText function() {
    in.expect("F");
    in.take("Y");
    TypeText result = type();
    List<TypeText> parameters = new ArrayList<>();
    while (in.more() && !isReferenceQualifier()) {
      parameters.add(type());
    }
    String reference = in.take("R") ? " &" : in.take("O") ? " &&" : "";
    in.expect("E");
    return TypeText.shaped(
        result.left() + " ",
        "(" + list(parameters) + ")" + reference + result.right(),
        Shape.FUNCTION);
  }

  private boolean isReferenceQualifier() {
    return (in.peek() == 'R' || in.peek() == 'O') && in.peek(1) == 'E';
  }

  /// Parameters as they stand between parentheses: a lone `void` is none.
  static String list(List<TypeText> parameters) {
    String text = TypeText.join(parameters);
    return text.equals("void") ? "" : text;
  }

  private TypeText array() {
    in.expect("A");
    StringBuilder size = new StringBuilder();
    while (Character.isDigit(in.peek())) {
      size.append(in.next());
    }
    in.expect("_");
    TypeText element = type();
    String right = element.shape() == Shape.ARRAY ? element.right().strip() : element.right();
    return TypeText.shaped(element.left(), " [" + size + "]" + right, Shape.ARRAY);
  }

  private TypeText member() {
    in.expect("M");
    String owner = type().text();
    TypeText type = type();
    String mark = owner + "::*";
    return type.pointer(type.shape() == Shape.PLAIN ? " " + mark : mark);
  }

  /// `T_`, `T0_` … with arguments where it is a template itself.
  private TypeText parameter() {
    TypeText value = in.remember(templateParameter());
    return in.peek() == 'I' ? in.remember(withArguments(value)) : value;
  }

  TypeText templateParameter() {
    in.expect("T");
    int index = in.sequence(10);
    if (in.failed() || index >= in.templateArguments.size()) {
      return in.fail();
    }
    TypeText value = in.templateArguments.get(index);
    if (value.shape() != Shape.PACK || in.packIndex < 0) {
      return value;
    }
    in.packLength = value.pack().size();
    return in.packIndex < in.packLength ? value.pack().get(in.packIndex) : TypeText.of("");
  }

  private TypeText special() {
    if (in.take("Dp")) {
      return expansion();
    }
    return in.take("Do") ? in.remember(function()) : in.fail();
  }

  /// Parses the pattern once for each element of the pack in it.
  private TypeText expansion() {
    int start = in.position();
    int known = in.substitutions.size();
    List<TypeText> elements = new ArrayList<>();
    for (int i = 0; i == 0 || (i < in.packLength && !in.failed()); i++) {
      in.position(start);
      in.substitutions.subList(known, in.substitutions.size()).clear();
      in.packIndex = i;
      elements.add(type());
    }
    boolean isEmpty = in.packLength <= 0;
    in.packIndex = -1;
    in.packLength = -1;
    return in.remember(TypeText.pack(isEmpty ? List.of() : elements));
  }

  private TypeText substituted() {
    TypeText base = names.substitution();
    return in.peek() == 'I' ? in.remember(withArguments(base)) : base;
  }

  private TypeText named() {
    return switch (in.peek()) {
      case 'N', 'Z', 'S', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'U' ->
          in.remember(TypeText.of(names.name(false).text()));
      default -> in.fail();
    };
  }

  private TypeText withArguments(TypeText template) {
    return TypeText.of(template.text() + brackets(arguments()));
  }

  static String brackets(List<TypeText> arguments) {
    String text = TypeText.join(arguments);
    return "<" + text + (text.endsWith(">") ? " >" : ">");
  }

  List<TypeText> arguments() {
    in.expect("I");
    return argumentsToEnd();
  }

  private List<TypeText> argumentsToEnd() {
    List<TypeText> arguments = new ArrayList<>();
    while (in.more()) {
      arguments.add(argument());
    }
    in.expect("E");
    return arguments;
  }

  private TypeText argument() {
    return switch (in.peek()) {
      case 'L' -> literal();
      case 'J' -> {
        in.next();
        yield TypeText.pack(argumentsToEnd());
      }
      case 'X' -> in.fail();
      default -> type();
    };
  }

  private TypeText literal() {
    in.expect("L");
    if (in.take("_Z")) {
      TypeText name = TypeText.of(names.encoding());
      in.expect("E");
      return name;
    }
    String type = type().text();
    StringBuilder value = new StringBuilder(in.take("n") ? "-" : "");
    while (in.more()) {
      value.append(in.next());
    }
    in.expect("E");
    return TypeText.of(spelled(type, value.toString()));
  }

  private static String spelled(String type, String value) {
    return switch (type) {
      case "bool" -> value.equals("0") ? "false" : "true";
      case "int" -> value;
      case "unsigned int" -> value + "u";
      case "long" -> value + "l";
      case "unsigned long" -> value + "ul";
      case "long long" -> value + "ll";
      case "unsigned long long" -> value + "ull";
      default -> "(" + type + ")" + value;
    };
  }
}
