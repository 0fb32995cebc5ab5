package io.github.pmdb.frame.demangle;

import java.util.Map;
import java.util.Optional;

/// A symbol of C++ as the Itanium C++ ABI mangles it.
public final class ItaniumSymbol {
  private static final Map<String, String> OF_TYPES =
      Map.of(
          "TV", "vtable for ",
          "TT", "VTT for ",
          "TI", "typeinfo for ",
          "TS", "typeinfo name for ");

  private static final Map<String, String> OF_NAMES =
      Map.of(
          "GV", "guard variable for ",
          "TH", "TLS init function for ",
          "TW", "TLS wrapper function for ");

  private final Mangled in;
  private final Names names;

  private ItaniumSymbol(String text) {
    in = new Mangled(text);
    names = new Names(in);
  }

  /// The name in C++, empty when it is not understood from end to end.
  ///
  /// @param symbol begins with `_Z`
  public static Optional<String> demangle(String symbol) {
    if (!symbol.startsWith("_Z") || symbol.length() > Mangled.MAX_LENGTH) {
      return Optional.empty();
    }
    return new ItaniumSymbol(symbol.substring(2)).parse();
  }

  private Optional<String> parse() {
    String text = special();
    while (in.peek() == '.') {
      text += " [clone " + suffix() + "]";
    }
    boolean understood = !in.failed() && in.peek() == 0 && text.length() <= Mangled.MAX_LENGTH;
    return understood ? Optional.of(text) : Optional.empty();
  }

  /// `.cold`, `.isra.0`, `.constprop.12`: a word and the numbers after it.
  private String suffix() {
    StringBuilder text = new StringBuilder().append(in.next());
    while (Character.isLetterOrDigit(in.peek())
        || in.peek() == '_'
        || (in.peek() == '.' && Character.isDigit(in.peek(1)))) {
      text.append(in.next());
    }
    return text.toString();
  }

  private String special() {
    String code = "" + in.peek() + in.peek(1);
    if (OF_TYPES.containsKey(code)) {
      in.characters(2);
      return OF_TYPES.get(code) + names.types().type().text();
    }
    if (OF_NAMES.containsKey(code)) {
      in.characters(2);
      return OF_NAMES.get(code) + names.name(true).text();
    }
    if (in.take("Th")) {
      offset();
      return "non-virtual thunk to " + names.encoding();
    }
    if (in.take("Tv")) {
      offset();
      offset();
      return "virtual thunk to " + names.encoding();
    }
    return names.encoding();
  }

  private void offset() {
    in.take("n");
    in.number();
    in.expect("_");
  }
}
