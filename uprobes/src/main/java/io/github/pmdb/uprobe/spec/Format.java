package io.github.pmdb.uprobe.spec;

import io.github.pmdb.snapshot.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A format as C's `printf` has it, with text and conversions in turn.
///
/// @param texts one more than conversions: before, between and behind them
public record Format(List<String> texts, List<Conversion> conversions) {
  private static final Pattern CONVERSION =
      Pattern.compile("%([-+ #0]*)(\\d{0,3})(?:\\.(\\d{0,3}))?(hh|h|ll|l|z|j|t|L)?([a-zA-Z%])?");
  private static final String KNOWN = "diuxXocspeEfFgG";

  public Format {
    texts = List.copyOf(texts);
    conversions = List.copyOf(conversions);
  }

  /// One conversion.
  ///
  /// @param flags of `-+ #0`
  /// @param precision -1 where none is given
  /// @param cut to so many bytes a number is cut (`h`, `hh`); other sizes are left out, since gdb
  ///   knows the types
  public record Conversion(String flags, int width, int precision, int cut, char letter) {
    public boolean has(char flag) {
      return flags.indexOf(flag) >= 0;
    }
  }

  /// Some of the conversions, each with the text before it, the last one with the end; without any
  /// there is no format.
  public Optional<Format> only(IntPredicate wanted) {
    List<String> before = new ArrayList<>();
    List<Conversion> some = new ArrayList<>();
    for (int i = 0; i < conversions.size(); i++) {
      if (wanted.test(i)) {
        before.add(i > 0 && some.isEmpty() ? withoutComma(texts.get(i)) : texts.get(i));
        some.add(conversions.get(i));
      }
    }
    boolean last = !conversions.isEmpty() && wanted.test(conversions.size() - 1);
    before.add(last ? texts.getLast() : "");
    return some.isEmpty() ? Optional.empty() : Optional.of(new Format(before, some));
  }

  /// What parts a text from what it is not beside any more.
  private static String withoutComma(String text) {
    return text.replaceFirst("^[\\s,;]+", "");
  }

  /// @param literal with its quotes
  static Format parse(String literal) {
    if (literal.length() < 2 || !literal.endsWith("\"")) {
      throw new UserError("a format ends with a quote, and a comma before what it prints", "");
    }
    return read(unescaped(literal.substring(1, literal.length() - 1)));
  }

  private static Format read(String text) {
    List<String> texts = new ArrayList<>();
    List<Conversion> conversions = new ArrayList<>();
    StringBuilder before = new StringBuilder();
    Matcher matcher = CONVERSION.matcher(text);
    int at = 0;
    while (matcher.find()) {
      before.append(text, at, matcher.start());
      at = matcher.end();
      if (matcher.group().equals("%%")) {
        before.append('%');
      } else {
        conversions.add(conversion(matcher));
        texts.add(before.toString());
        before.setLength(0);
      }
    }
    texts.add(before.append(text.substring(at)).toString());
    return new Format(texts, conversions);
  }

  private static Conversion conversion(Matcher matcher) {
    String letter = matcher.group(5);
    if (letter == null || KNOWN.indexOf(letter.charAt(0)) < 0) {
      throw new UserError("no conversion of printf: " + matcher.group(), "");
    }
    String width = matcher.group(2);
    String precision = matcher.group(3);
    String size = matcher.group(4);
    return new Conversion(
        matcher.group(1),
        width.isEmpty() ? 0 : Integer.parseInt(width),
        precision == null ? -1 : precision.isEmpty() ? 0 : Integer.parseInt(precision),
        "hh".equals(size) ? Byte.BYTES : "h".equals(size) ? Short.BYTES : Long.BYTES,
        letter.charAt(0));
  }

  private static String unescaped(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        out.append(c);
      } else {
        i++;
        out.append(escape(text.charAt(i)));
      }
    }
    return out.toString();
  }

  private static char escape(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case '"', '\\', '\'' -> c;
      default -> throw new UserError("\\" + c + " means nothing in a format", "");
    };
  }
}
