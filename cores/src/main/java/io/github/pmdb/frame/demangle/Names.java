package io.github.pmdb.frame.demangle;

import java.util.ArrayList;
import java.util.List;

/// Encodings and names (Itanium C++ ABI, 5.1.2 to 5.1.4).
final class Names {
  private final Mangled in;
  private final Types types;

  Names(Mangled in) {
    this.in = in;
    this.types = new Types(in, this);
  }

  /// @param qualifiers of a member function, to stand after its parameters
  /// @param hasResult whether the encoding tells the type that the function returns
  record Name(String text, String qualifiers, boolean hasResult) {}

  /// A function with its parameters, or the name of data.
  String encoding() {
    String text = in.enter() ? parseEncoding() : "";
    in.leave();
    return text;
  }

  private String parseEncoding() {
    Name name = name(true);
    if (!in.more() || in.peek() == '.') {
      return name.text() + name.qualifiers();
    }
    TypeText result = name.hasResult() ? types.type() : TypeText.of("");
    List<TypeText> parameters = new ArrayList<>();
    while (in.more() && in.peek() != '.') {
      parameters.add(types.type());
    }
    String before = result.left().isEmpty() || result.left().endsWith(" ") ? "" : " ";
    return result.left()
        + before
        + name.text()
        + "("
        + Types.list(parameters)
        + ")"
        + name.qualifiers()
        + result.right();
  }

  /// @param isFunction whether it names what is encoded, so that its template arguments are those
  ///   that parameters refer to
  Name name(boolean isFunction) {
    return switch (in.peek()) {
      case 'N' -> nested(isFunction);
      case 'Z' -> local(isFunction);
      default -> unscoped(isFunction);
    };
  }

  private Name unscoped(boolean isFunction) {
    TypeText base;
    boolean isConversion = false;
    if (in.peek() == 'S' && in.peek(1) != 't') {
      base = substitution();
    } else {
      String scope = in.take("St") ? "std::" : "";
      isConversion = in.peek() == 'c' && in.peek(1) == 'v';
      base = TypeText.of(scope + unqualified(""));
      if (in.peek() == 'I') {
        in.remember(base);
      }
    }
    if (in.peek() != 'I') {
      return new Name(base.text(), "", false);
    }
    return new Name(base.text() + arguments(isFunction), "", !isConversion);
  }

  private String arguments(boolean isFunction) {
    List<TypeText> arguments = types.arguments();
    if (isFunction) {
      in.templateArguments = arguments;
    }
    return Types.brackets(arguments);
  }

  private Name nested(boolean isFunction) {
    in.expect("N");
    String qualifiers = types.qualifiers();
    qualifiers += in.take("R") ? " &" : in.take("O") ? " &&" : "";
    String text = "";
    boolean hasResult = false;
    boolean isSpecial = false;
    while (in.more()) {
      char c = in.peek();
      boolean isKnown = c == 'S';
      if (c == 'I') {
        text += arguments(isFunction);
        hasResult = !isSpecial;
      } else {
        isSpecial = c == 'C' || c == 'D' || (c == 'c' && in.peek(1) == 'v');
        text = component(text);
        hasResult = false;
      }
      if (in.peek() != 'E' && !isKnown) {
        in.remember(TypeText.of(text));
      }
    }
    in.expect("E");
    return new Name(text, qualifiers, hasResult);
  }

  private String component(String scope) {
    if (in.take("St")) {
      return "std";
    }
    if (in.peek() == 'S') {
      return substitution().text();
    }
    if (in.peek() == 'T') {
      return types.templateParameter().text();
    }
    String name = unqualified(scope);
    return scope.isEmpty() ? name : scope + "::" + name;
  }

  /// @param scope for constructors and destructors, which have its last name
  private String unqualified(String scope) {
    in.take("L");
    char c = in.peek();
    String name;
    if (Character.isDigit(c)) {
      name = source();
    } else if ((c == 'C' || c == 'D') && Character.isDigit(in.peek(1)) && !scope.isEmpty()) {
      in.characters(2);
      name = (c == 'D' ? "~" : "") + lastName(scope);
    } else if (c == 'U') {
      name = unnamed();
    } else {
      name = operator();
    }
    while (in.take("B")) {
      name += "[abi:" + source() + "]";
    }
    return name;
  }

  private String source() {
    int length = in.number();
    String name = length == 0 ? in.fail().text() : in.characters(length);
    return name.startsWith("_GLOBAL__N") ? "(anonymous namespace)" : name;
  }

  private String operator() {
    String code = in.characters(2);
    if (code.equals("cv")) {
      return "operator " + types.type().text();
    }
    if (code.equals("li")) {
      return "operator\"\" " + source();
    }
    String name = Operators.OPERATORS.getOrDefault(code, "");
    if (name.isEmpty()) {
      return in.fail().text();
    }
    return "operator" + (Character.isLetter(name.charAt(0)) ? " " : "") + name;
  }

  private String unnamed() {
    if (in.take("Ut")) {
      return "{unnamed type#" + (in.sequence(10) + 1) + "}";
    }
    in.expect("Ul");
    List<TypeText> parameters = new ArrayList<>();
    while (in.more()) {
      parameters.add(types.type());
    }
    in.expect("E");
    return "{lambda(" + Types.list(parameters) + ")#" + (in.sequence(10) + 1) + "}";
  }

  private Name local(boolean isFunction) {
    in.expect("Z");
    String function = encoding();
    in.expect("E");
    if (in.take("s")) {
      discriminator();
      return new Name(function + "::string literal", "", false);
    }
    if (in.take("d")) {
      String number = in.peek() == '_' ? "1" : Integer.toString(in.number() + 2);
      in.expect("_");
      function += "::{default arg#" + number + "}";
    }
    Name name = name(isFunction);
    discriminator();
    return new Name(function + "::" + name.text(), name.qualifiers(), name.hasResult());
  }

  private void discriminator() {
    if (in.take("__")) {
      in.number();
      in.expect("_");
    } else if (in.peek() == '_' && Character.isDigit(in.peek(1))) {
      in.characters(2);
    }
  }

  TypeText substitution() {
    String code = in.characters(1) + in.peek();
    String standard = Operators.STANDARD.getOrDefault(code, "");
    if (!standard.isEmpty()) {
      in.next();
      return TypeText.of(standard);
    }
    int index = in.sequence(36);
    return in.failed() || index >= in.substitutions.size()
        ? in.fail()
        : in.substitutions.get(index);
  }

  /// The last name of a scope without its template arguments.
  private static String lastName(String scope) {
    int nesting = 0;
    int end = scope.length();
    for (int i = scope.length() - 1; i >= 0; i--) {
      char c = scope.charAt(i);
      nesting += ">)}]".indexOf(c) >= 0 ? 1 : "<({[".indexOf(c) >= 0 ? -1 : 0;
      if (nesting == 0 && c == '<') {
        end = i;
      } else if (nesting == 0 && c == ':') {
        return withoutTag(scope.substring(i + 1, end));
      }
    }
    return withoutTag(scope.substring(0, end));
  }

  private static String withoutTag(String name) {
    int tag = name.indexOf("[abi:");
    return tag < 0 ? name : name.substring(0, tag);
  }

  Types types() {
    return types;
  }
}
