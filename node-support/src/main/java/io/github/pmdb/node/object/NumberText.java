package io.github.pmdb.node.object;

import java.math.BigDecimal;
import java.math.MathContext;

/// Numbers as JavaScript spells them (ECMA-262, `Number::toString`).
public final class NumberText {
  private static final int MOST_DIGITS = 21;
  private static final int MOST_ZEROS = 6;

  private NumberText() {}

  /// A minus zero keeps its sign, as in a console.
  public static String of(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "Infinity" : "-Infinity";
    }
    if (number == 0) {
      return 1 / number < 0 ? "-0" : "0";
    }
    return number < 0 ? "-" + positive(-number) : positive(number);
  }

  /// Java writes two digits where one would do: of the smallest numbers, 4.9E-324.
  private static BigDecimal shortest(double number) {
    BigDecimal decimal = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    if (decimal.precision() != 2) {
      return decimal;
    }
    BigDecimal one = decimal.round(new MathContext(1)).stripTrailingZeros();
    return one.doubleValue() == number ? one : decimal;
  }

  private static String positive(double number) {
    BigDecimal shortest = shortest(number);
    String digits = shortest.unscaledValue().toString();
    int point = digits.length() - shortest.scale();
    if (point > MOST_DIGITS || point <= -MOST_ZEROS) {
      String rest = digits.length() > 1 ? "." + digits.substring(1) : "";
      return digits.charAt(0) + rest + "e" + (point > 0 ? "+" : "") + (point - 1);
    }
    if (point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    return point >= digits.length()
        ? digits + "0".repeat(point - digits.length())
        : digits.substring(0, point) + "." + digits.substring(point);
  }
}
