package io.github.pmdb.cpython.repr;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.function.IntPredicate;

/// Writes scalars the way Python's `repr` does.
public final class Literals {
  private Literals() {}

  /// `float.__repr__`: the shortest digits that read back as the same number, an exponent below
  /// 1e-4 and from 1e16 on (`PyOS_double_to_string` with format `r`).
  public static String ofDouble(double value) {
    String text = shortest(value);
    boolean number = Double.isFinite(value);
    return number && text.chars().allMatch(c -> c == '-' || Character.isDigit(c))
        ? text + ".0"
        : text;
  }

  /// `complex.__repr__`.
  static String ofComplex(double real, double imaginary) {
    String imaginaryText = shortest(imaginary) + "j";
    if (Double.doubleToRawLongBits(real) == 0) { // +0.0; a real part of -0.0 is shown
      return imaginaryText;
    }
    return "(" + shortest(real) + (imaginaryText.startsWith("-") ? "" : "+") + imaginaryText + ")";
  }

  private static String shortest(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    String sign = Double.doubleToRawLongBits(value) < 0 ? "-" : "";
    double size = Math.abs(value);
    if (Double.isInfinite(size)) {
      return sign + "inf";
    }
    if (size == 0) {
      return sign + "0";
    }
    BigDecimal decimal = shortestDecimal(size);
    String digits = decimal.unscaledValue().toString();
    return sign + layOut(digits, digits.length() - decimal.scale());
  }

  /// Java's own text is the shortest since JDK 19, save that it may have two digits where one would
  /// do.
  private static BigDecimal shortestDecimal(double size) {
    BigDecimal decimal = new BigDecimal(Double.toString(size)).stripTrailingZeros();
    if (decimal.precision() == 2) {
      BigDecimal one = decimal.round(new MathContext(1)).stripTrailingZeros();
      if (one.doubleValue() == size) {
        return one;
      }
    }
    return decimal;
  }

  /// @param point how many digits stand before the decimal point
  private static String layOut(String digits, int point) {
    if (point <= -4 || point > 16) {
      int exponent = point - 1;
      String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      String size = Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : "" + Math.abs(exponent);
      return digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + size;
    }
    if (point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    return point >= digits.length()
        ? digits + "0".repeat(point - digits.length())
        : digits.substring(0, point) + "." + digits.substring(point);
  }

  /// `str.__repr__`, from code points.
  public static String ofString(int[] codePoints) {
    return ofString(codePoints, Literals::isPrintable);
  }

  /// `unicode.__repr__` of Python 2 without its `u`: all but ASCII is escaped.
  public static String ofAsciiString(int[] codePoints) {
    return ofString(codePoints, c -> c >= 0x20 && c < 0x7f);
  }

  private static String ofString(int[] codePoints, IntPredicate printable) {
    char quote = '\'';
    boolean single = false;
    boolean twice = false;
    for (int c : codePoints) {
      single |= c == '\'';
      twice |= c == '"';
    }
    if (single && !twice) {
      quote = '"';
    }
    StringBuilder out = new StringBuilder(codePoints.length + 2).append(quote);
    for (int c : codePoints) {
      appendCharacter(out, c, quote, printable);
    }
    return out.append(quote).toString();
  }

  private static void appendCharacter(
      StringBuilder out, int c, char quote, IntPredicate printable) {
    if (appendSimple(out, c, quote)) {
      return;
    }
    if (printable.test(c)) {
      out.appendCodePoint(c);
    } else if (c >= 0 && c <= 0xff) {
      out.append("\\x%02x".formatted(c));
    } else if (c >= 0 && c <= 0xffff) {
      out.append("\\u%04x".formatted(c));
    } else {
      out.append("\\U%08x".formatted(c));
    }
  }

  private static boolean appendSimple(StringBuilder out, int c, char quote) {
    String text =
        switch (c) {
          case '\n' -> "\\n";
          case '\r' -> "\\r";
          case '\t' -> "\\t";
          case '\\' -> "\\\\";
          default -> c == quote ? "\\" + quote : "";
        };
    out.append(text);
    return !text.isEmpty();
  }

  /// `str.isprintable`: not of the categories Other and Separator, save the space.
  private static boolean isPrintable(int c) {
    if (c == ' ' || !Character.isValidCodePoint(c)) {
      return c == ' ';
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /// `bytes.__repr__`.
  public static String ofBytes(byte[] bytes) {
    boolean single = false;
    boolean twice = false;
    for (byte b : bytes) {
      single |= b == '\'';
      twice |= b == '"';
    }
    char quote = single && !twice ? '"' : '\'';
    StringBuilder out = new StringBuilder(bytes.length + 3).append('b').append(quote);
    for (byte b : bytes) {
      int c = b & 0xff;
      if (!appendSimple(out, c, quote)) {
        if (c >= 0x20 && c < 0x7f) {
          out.append((char) c);
        } else {
          out.append("\\x%02x".formatted(c));
        }
      }
    }
    return out.append(quote).toString();
  }
}
