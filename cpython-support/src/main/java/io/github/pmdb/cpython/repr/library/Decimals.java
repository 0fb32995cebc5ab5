package io.github.pmdb.cpython.repr.library;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Ints;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.cpython.repr.Describer;
import io.github.pmdb.memory.Memory;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// `decimal.Decimal`, and its contexts: behind the object's head a hash and an `mpd_t` of libmpdec
/// (`mpdecimal.h`): flags, exponent, digits, words, and a coefficient in words of 19 decimal
/// digits, lowest first. Where `_decimal` is missing, `_pydecimal` has attributes instead.
final class Decimals {
  private static final BigInteger RADIX = BigInteger.TEN.pow(19);
  private static final int MAX_WORDS = 1_000;

  private static final int NEGATIVE = 1;
  private static final int INFINITE = 2;
  private static final int NAN = 4;
  private static final int SIGNALLING = 8;

  /// `MPD_ROUND_UP` and on (`mpdecimal.h`).
  private static final List<String> ROUNDINGS =
      List.of(
          "UP", "DOWN", "CEILING", "FLOOR", "HALF_UP", "HALF_DOWN", "HALF_EVEN", "05UP", "TRUNC");

  private static final String INVALID = "InvalidOperation";

  /// By bit of a status (`MPD_Clamped` and on).
  private static final List<String> SIGNALS =
      List.of(
          "Clamped",
          INVALID,
          "DivisionByZero",
          INVALID,
          INVALID,
          INVALID,
          "Inexact",
          INVALID,
          INVALID,
          INVALID,
          "FloatOperation",
          "Overflow",
          "Rounded",
          "Subnormal",
          "Underflow");

  private Decimals() {}

  static void render(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    Memory memory = heap.memory();
    long mpd = address + heap.layout().offset("object.sizeof") + 8;
    int flags = memory.u8(mpd);
    int words = Heap.bounded(memory.i64(mpd + 24), MAX_WORDS, address, "number of words");
    BigInteger coefficient = coefficient(memory, memory.pointer(mpd + 40), words);
    String sign = (flags & NEGATIVE) != 0 ? "-" : "";
    to.text("Decimal('" + sign + magnitude(flags, words, coefficient, memory.i64(mpd + 8)) + "')");
  }

  /// A letter stands for the exponent of what is no number.
  static void inPython(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    String digits = text(heap, LibraryClasses.attribute(heap, address, "_int"), address);
    long exponent = LibraryClasses.attribute(heap, address, "_exp");
    boolean negative =
        Ints.small(heap, LibraryClasses.attribute(heap, address, "_sign")).equals(Optional.of(1L));
    String magnitude =
        Ints.areOf(heap, heap.typeOf(exponent))
            ? scientific(
                digits,
                Ints.small(heap, exponent)
                    .orElseThrow(() -> Heap.malformed(address, "its exponent is too large")))
            : special(text(heap, exponent, address), digits);
    to.text("Decimal('" + (negative ? "-" : "") + magnitude + "')");
  }

  private static String special(String letter, String digits) {
    return switch (letter) {
      case "F" -> "Infinity";
      case "N" -> "sNaN" + digits;
      default -> "NaN" + digits;
    };
  }

  private static String text(Heap heap, long string, long address) {
    return Strings.text(heap, string)
        .orElseThrow(() -> Heap.malformed(address, "it has no digits"));
  }

  private static BigInteger coefficient(Memory memory, long data, int words) {
    BigInteger value = BigInteger.ZERO;
    for (int i = words - 1; i >= 0; i--) {
      BigInteger word = new BigInteger(Long.toUnsignedString(memory.i64(data + 8L * i)));
      value = value.multiply(RADIX).add(word);
    }
    return value;
  }

  private static String magnitude(int flags, int words, BigInteger coefficient, long exponent) {
    if ((flags & INFINITE) != 0) {
      return "Infinity";
    }
    if ((flags & (NAN | SIGNALLING)) != 0) {
      String payload = words > 0 ? coefficient.toString() : "";
      return ((flags & SIGNALLING) != 0 ? "sNaN" : "NaN") + payload;
    }
    return scientific(coefficient.toString(), exponent);
  }

  /// The conversion `to-scientific-string` of the General Decimal Arithmetic specification.
  static String scientific(String digits, long exponent) {
    long adjusted = exponent + digits.length() - 1;
    if (exponent == 0) {
      return digits;
    }
    if (exponent < 0 && adjusted >= -6) {
      int point = (int) (digits.length() + exponent);
      return point > 0
          ? digits.substring(0, point) + "." + digits.substring(point)
          : "0." + "0".repeat(-point) + digits;
    }
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    return digits.charAt(0) + fraction + "E" + (adjusted < 0 ? "" : "+") + adjusted;
  }

  /// `decimal.Context`: an `mpd_context_t` (precision, exponents, traps, status, rounding, clamp),
  /// two dicts, whether it writes capitals (`Modules/_decimal/_decimal.c`).
  static void context(Describer to, long address, PyType type) {
    Memory memory = to.heap().memory();
    long context = address + to.heap().layout().offset("object.sizeof");
    int rounding = memory.i32(context + 36);
    if (rounding < 0 || rounding >= ROUNDINGS.size()) {
      throw Heap.malformed(address, "there is no rounding " + rounding);
    }
    to.text(
        "Context(prec=%s, rounding=ROUND_%s, Emin=%s, Emax=%s, capitals=%s, clamp=%s, flags=[%s], traps=[%s])"
            .formatted(
                memory.i64(context),
                ROUNDINGS.get(rounding),
                memory.i64(context + 16),
                memory.i64(context + 8),
                memory.i32(context + 64),
                memory.i32(context + 40),
                signals(memory.i32(context + 28)),
                signals(memory.i32(context + 24))));
  }

  /// Several bits are the same signal, which is named where the first of them stands.
  private static String signals(int bits) {
    return IntStream.range(0, SIGNALS.size())
        .filter(bit -> (bits >>> bit & 1) != 0)
        .mapToObj(SIGNALS::get)
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
