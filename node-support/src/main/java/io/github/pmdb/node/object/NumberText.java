package io.github.pmdb.node.object;

import java.math.BigDecimal;

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

  private static String positive(double number) {
    BigDecimal shortest = new BigDecimal(Double.toString(number)).stripTrailingZeros();
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
