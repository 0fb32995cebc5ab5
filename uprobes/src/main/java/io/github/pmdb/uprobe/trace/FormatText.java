package io.github.pmdb.uprobe.trace;

import io.github.pmdb.uprobe.event.Captured;
import io.github.pmdb.uprobe.spec.Format;
import io.github.pmdb.uprobe.spec.Format.Conversion;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// Writes values as C's `printf` would.
public final class FormatText {
  private static final int USUAL_PRECISION = 6;

  private FormatText() {}

  /// @param text what is printed of it where the conversion does not fit its type
  public record Argument(Captured captured, String text) {}

  /// @param arguments one for each conversion
  public static String of(Format format, List<Argument> arguments) {
    StringBuilder out = new StringBuilder(format.texts().getFirst());
    for (int i = 0; i < arguments.size(); i++) {
      Conversion conversion = format.conversions().get(i);
      out.append(padded(converted(conversion, arguments.get(i)), conversion, arguments.get(i)));
      out.append(format.texts().get(i + 1));
    }
    return out.toString();
  }

  private static String converted(Conversion conversion, Argument argument) {
    return switch (argument.captured()) {
      case Captured.Scalar scalar -> whole(conversion, scalar.value(), argument.text());
      case Captured.Block block when isFloating(block, conversion) ->
          floating(conversion, number(block));
      case Captured.Text text when conversion.letter() == 's' ->
          cut(new String(text.bytes(), StandardCharsets.UTF_8), conversion.precision());
      default -> argument.text();
    };
  }

  private static String whole(Conversion conversion, long value, String text) {
    return switch (conversion.letter()) {
      case 'd', 'i' -> Long.toString(value);
      case 'u' -> Long.toUnsignedString(value);
      case 'x' -> Long.toHexString(value);
      case 'X' -> Long.toHexString(value).toUpperCase(Locale.ROOT);
      case 'o' -> Long.toOctalString(value);
      case 'p' -> "0x" + Long.toHexString(value);
      case 'c' -> Character.toString((char) (value & 0xff));
      default -> text;
    };
  }

  private static boolean isFloating(Captured.Block block, Conversion conversion) {
    return "eEfFgG".indexOf(conversion.letter()) >= 0
        && (block.bytes().length == Double.BYTES || block.bytes().length == Float.BYTES);
  }

  private static double number(Captured.Block block) {
    ByteBuffer bytes = ByteBuffer.wrap(block.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    return block.bytes().length == Double.BYTES ? bytes.getDouble() : bytes.getFloat();
  }

  private static String floating(Conversion conversion, double value) {
    int precision = conversion.precision() < 0 ? USUAL_PRECISION : conversion.precision();
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    return switch (conversion.letter()) {
      case 'e', 'E' -> exponential(value, precision);
      case 'f', 'F' -> fixed(value, precision);
      default -> shorter(value, Math.max(1, precision));
    };
  }

  private static String exponential(double value, int precision) {
    return String.format(Locale.ROOT, "%." + precision + "e", value);
  }

  private static String fixed(double value, int precision) {
    return new BigDecimal(value).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
  }

  /// `%g`: so many digits, without an exponent where that is short, no zeros at the end.
  private static String shorter(double value, int digits) {
    String scientific = exponential(value, digits - 1);
    int exponent = Integer.parseInt(scientific.substring(scientific.indexOf('e') + 1));
    if (exponent >= -4 && exponent < digits) {
      return withoutZeros(fixed(value, digits - 1 - exponent));
    }
    int mark = scientific.indexOf('e');
    return withoutZeros(scientific.substring(0, mark)) + scientific.substring(mark);
  }

  private static String withoutZeros(String number) {
    return number.indexOf('.') < 0 ? number : number.replaceFirst("\\.?0+$", "");
  }

  private static String cut(String text, int precision) {
    return precision < 0 || precision >= text.length() ? text : text.substring(0, precision);
  }

  private static String padded(String text, Conversion conversion, Argument argument) {
    int missing = conversion.width() - text.length();
    if (missing <= 0) {
      return text;
    }
    if (conversion.left()) {
      return text + " ".repeat(missing);
    }
    boolean number = argument.captured() instanceof Captured.Scalar;
    if (!conversion.zeros() || !number) {
      return " ".repeat(missing) + text;
    }
    int sign = text.startsWith("-") ? 1 : 0;
    return text.substring(0, sign) + "0".repeat(missing) + text.substring(sign);
  }
}
