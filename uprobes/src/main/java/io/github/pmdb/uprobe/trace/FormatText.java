package io.github.pmdb.uprobe.trace;

import io.github.pmdb.uprobe.compile.Type;
import io.github.pmdb.uprobe.event.Captured;
import io.github.pmdb.uprobe.spec.Format;
import io.github.pmdb.uprobe.spec.Format.Conversion;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Writes values as C's `printf` would.
public final class FormatText {
  private static final Pattern CHARACTERS =
      Pattern.compile("(const |volatile )*((un)?signed )?char ?\\[\\d+\\]");

  /// Where a `std::string` of libc++, which has short texts in itself, has the address of others.
  private static final List<Integer> BEHIND_LENGTH = List.of(16);

  private FormatText() {}

  /// @param text what is printed of it where the conversion does not fit its type
  public record Argument(Type type, Captured captured, String text) {}

  /// @param arguments one for each conversion
  public static String of(Format format, List<Argument> arguments) {
    StringBuilder out = new StringBuilder(format.texts().getFirst());
    for (int i = 0; i < arguments.size(); i++) {
      out.append(converted(format.conversions().get(i), arguments.get(i)));
      out.append(format.texts().get(i + 1));
    }
    return out.toString();
  }

  private static String converted(Conversion conversion, Argument argument) {
    Optional<Digits> number =
        switch (argument.captured()) {
          case Captured.Scalar scalar -> whole(conversion, scalar.value(), argument.type());
          case Captured.Block block when argument.type().kind() == Type.Kind.FLOAT ->
              FloatText.of(conversion, block.bytes());
          case Captured.Block _,
              Captured.Text _,
              Captured.Stack _,
              Captured.StackCopy _,
              Captured.Frames _ ->
              Optional.empty();
          case Captured.Unreadable _, Captured.DividedByZero _, Captured.Refused _ ->
              Optional.empty();
        };
    return number
        .map(digits -> digits.padded(conversion))
        .orElseGet(() -> Digits.ofText(text(conversion, argument)).padded(conversion));
  }

  private static String text(Conversion conversion, Argument argument) {
    if (conversion.letter() == 'c' && argument.captured() instanceof Captured.Scalar scalar) {
      return Character.toString((char) (scalar.value() & 0xff));
    }
    if (conversion.letter() == 's' && argument.captured() instanceof Captured.Text text) {
      return cut(new String(text.bytes(), StandardCharsets.UTF_8), conversion.precision());
    }
    if (conversion.letter() == 's'
        && argument.captured() instanceof Captured.Block block
        && CHARACTERS.matcher(argument.type().name()).matches()) {
      return cut(toZero(block.bytes()), conversion.precision());
    }
    if (conversion.letter() == 's'
        && argument.captured() instanceof Captured.Block block
        && argument.type().isString()) {
      return held(argument.type(), block)
          .map(text -> cut(text, conversion.precision()))
          .orElseGet(argument::text);
    }
    return argument.text();
  }

  /// The text of an object; empty where it is not known. One of libc++ may have it in itself.
  private static Optional<String> held(Type type, Captured.Block block) {
    boolean mayBeShort = type.texts().equals(BEHIND_LENGTH);
    int head = block.bytes()[0] & 0xff;
    if (mayBeShort && (head & 1) == 0) {
      int length = Math.min(head >> 1, type.size() - 2);
      return Optional.of(new String(block.bytes(), 1, length, StandardCharsets.UTF_8));
    }
    boolean known = type.texts().size() == 1 && block.texts().size() == 1;
    return known ? Optional.of(behind(type, block, mayBeShort)) : Optional.empty();
  }

  /// A string object has the address of the text and its length side by side.
  private static String behind(Type type, Captured.Block block, boolean lengthFirst) {
    byte[] text = block.texts().values().iterator().next().bytes();
    int address = type.texts().getFirst();
    long length =
        ByteBuffer.wrap(block.bytes())
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong(lengthFirst ? address - Long.BYTES : address ^ Long.BYTES);
    boolean whole = Long.compareUnsigned(length, text.length) <= 0;
    return new String(text, 0, whole ? (int) length : text.length, StandardCharsets.UTF_8);
  }

  private static String toZero(byte[] bytes) {
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /// A number is as wide as its type, but an `int` at least, which C makes of smaller ones.
  private static Optional<Digits> whole(Conversion conversion, long value, Type type) {
    int bytes =
        Math.min(conversion.cut(), type.size() > Integer.BYTES ? Long.BYTES : Integer.BYTES);
    int above = Long.SIZE - 8 * bytes;
    long signed = value << above >> above;
    long unsigned = value << above >>> above;
    return switch (conversion.letter()) {
      case 'd', 'i' ->
          Optional.of(
              Digits.ofWhole(
                  signed < 0 ? "-" : Digits.plus(conversion),
                  signed < 0 ? Long.toUnsignedString(-signed) : Long.toString(signed),
                  conversion));
      case 'u' -> Optional.of(Digits.ofWhole("", Long.toUnsignedString(unsigned), conversion));
      case 'x', 'X' -> Optional.of(hexadecimal(unsigned, conversion));
      case 'o' -> Optional.of(octal(unsigned, conversion));
      case 'p' -> Optional.of(Digits.ofText(value == 0 ? "(nil)" : "0x" + Long.toHexString(value)));
      default -> Optional.empty();
    };
  }

  private static Digits hexadecimal(long value, Conversion conversion) {
    String prefix = conversion.has('#') && value != 0 ? "0x" : "";
    Digits lower = Digits.ofWhole(prefix, Long.toHexString(value), conversion);
    return conversion.letter() == 'x'
        ? lower
        : new Digits(
            prefix.toUpperCase(Locale.ROOT), lower.digits().toUpperCase(Locale.ROOT), lower.fill());
  }

  private static Digits octal(long value, Conversion conversion) {
    Digits digits = Digits.ofWhole("", Long.toOctalString(value), conversion);
    return conversion.has('#') && !digits.digits().startsWith("0")
        ? new Digits("", "0" + digits.digits(), digits.fill())
        : digits;
  }

  private static String cut(String text, int precision) {
    return precision < 0 || precision >= text.length() ? text : text.substring(0, precision);
  }
}
