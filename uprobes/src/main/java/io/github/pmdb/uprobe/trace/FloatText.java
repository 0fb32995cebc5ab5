package io.github.pmdb.uprobe.trace;

import io.github.pmdb.uprobe.spec.Format.Conversion;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;

/// Floating point as C's `printf` writes it: all digits that are asked for are those of the exact
/// value.
final class FloatText {
  private static final int USUAL_PRECISION = 6;

  /// `long double` of x86-64: ten bytes, and six that mean nothing.
  private static final int LONG_DOUBLE_BYTES = 16;

  private static final int BIAS = 16383;
  private static final int MANTISSA_BITS = 63;
  private static final int MOST_EXPONENT = 0x7fff;

  private final Conversion conversion;
  private final int precision;

  private FloatText(Conversion conversion) {
    this.conversion = conversion;
    this.precision = conversion.precision() < 0 ? USUAL_PRECISION : conversion.precision();
  }

  /// Empty where the conversion is none of floating point, or the bytes are of another kind.
  static Optional<Digits> of(Conversion conversion, byte[] bytes) {
    if ("eEfFgG".indexOf(conversion.letter()) < 0) {
      return Optional.empty();
    }
    ByteBuffer value = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    FloatText text = new FloatText(conversion);
    return switch (bytes.length) {
      case Float.BYTES -> Optional.of(text.digits(value.getFloat()));
      case Double.BYTES -> Optional.of(text.digits(value.getDouble()));
      case LONG_DOUBLE_BYTES -> Optional.of(text.digits(value.getLong(), value.getShort()));
      default -> Optional.empty();
    };
  }

  private Digits digits(double value) {
    boolean negative = Double.doubleToRawLongBits(value) < 0;
    return Double.isFinite(value)
        ? finite(negative, new BigDecimal(value).abs())
        : odd(negative, Double.isNaN(value));
  }

  /// `value = mantissa * 2^(exponent - 16383 - 63)`, with a mantissa of 64 bits.
  private Digits digits(long mantissa, short high) {
    int exponent = high & MOST_EXPONENT;
    if (exponent == MOST_EXPONENT) {
      return odd(high < 0, mantissa << 1 != 0);
    }
    BigDecimal whole = new BigDecimal(new BigInteger(Long.toUnsignedString(mantissa)));
    int power = Math.max(exponent, 1) - BIAS - MANTISSA_BITS;
    BigDecimal two = new BigDecimal(BigInteger.TWO.pow(Math.abs(power)));
    return finite(high < 0, power < 0 ? whole.divide(two) : whole.multiply(two));
  }

  private Digits odd(boolean negative, boolean none) {
    return new Digits(sign(negative), cased(none ? "nan" : "inf"), false);
  }

  private Digits finite(boolean negative, BigDecimal value) {
    String digits =
        switch (conversion.letter()) {
          case 'e', 'E' -> exponential(value, precision);
          case 'f', 'F' -> fixed(value, precision);
          default -> shorter(value, Math.max(1, precision));
        };
    return new Digits(sign(negative), cased(digits), true);
  }

  private String sign(boolean negative) {
    return negative ? "-" : Digits.plus(conversion);
  }

  private String cased(String text) {
    return Character.isUpperCase(conversion.letter()) ? text.toUpperCase(Locale.ROOT) : text;
  }

  private String exponential(BigDecimal value, int precision) {
    BigDecimal rounded = rounded(value, precision + 1);
    int exponent = exponent(rounded);
    String digits =
        rounded.movePointLeft(exponent).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    return point(digits) + "e%s%02d".formatted(exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private static BigDecimal rounded(BigDecimal value, int digits) {
    return value.round(new MathContext(digits, RoundingMode.HALF_EVEN));
  }

  private static int exponent(BigDecimal value) {
    return value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
  }

  private String fixed(BigDecimal value, int precision) {
    return point(value.setScale(precision, RoundingMode.HALF_EVEN).toPlainString());
  }

  /// With `#` there is always a point.
  private String point(String digits) {
    return conversion.has('#') && digits.indexOf('.') < 0 ? digits + "." : digits;
  }

  /// `%g`: so many digits, without an exponent where that is short, no zeros at the end.
  private String shorter(BigDecimal value, int digits) {
    int exponent = exponent(rounded(value, digits));
    if (exponent >= -4 && exponent < digits) {
      return withoutZeros(fixed(value, digits - 1 - exponent));
    }
    String scientific = exponential(value, digits - 1);
    int mark = scientific.indexOf('e');
    return withoutZeros(scientific.substring(0, mark)) + scientific.substring(mark);
  }

  private String withoutZeros(String number) {
    return conversion.has('#') || number.indexOf('.') < 0
        ? number
        : number.replaceFirst("\\.?0+$", "");
  }
}
