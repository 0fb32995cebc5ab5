package io.github.pmdb.uprobe.trace;

import io.github.pmdb.uprobe.spec.Format.Conversion;

/// A number in the making.
///
/// @param prefix sign or base
/// @param fill whether it may be filled up with zeros between prefix and digits
record Digits(String prefix, String digits, boolean fill) {
  static Digits ofText(String text) {
    return new Digits("", text, false);
  }

  /// Filled up with zeros to the precision, which also says that nothing is printed of 0.
  static Digits ofWhole(String prefix, String digits, Conversion conversion) {
    int precision = conversion.precision();
    String shown = precision == 0 && digits.equals("0") ? "" : digits;
    String zeros = "0".repeat(Math.max(0, precision - shown.length()));
    return new Digits(prefix, zeros + shown, precision < 0);
  }

  /// What stands in front of a number that is not negative.
  static String plus(Conversion conversion) {
    return conversion.has('+') ? "+" : conversion.has(' ') ? " " : "";
  }

  String padded(Conversion conversion) {
    int missing = Math.max(0, conversion.width() - prefix.length() - digits.length());
    if (conversion.has('-')) {
      return prefix + digits + " ".repeat(missing);
    }
    return conversion.has('0') && fill
        ? prefix + "0".repeat(missing) + digits
        : " ".repeat(missing) + prefix + digits;
  }
}
