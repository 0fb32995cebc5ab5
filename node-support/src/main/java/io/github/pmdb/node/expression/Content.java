package io.github.pmdb.node.expression;

import io.github.pmdb.node.object.BigInts;
import io.github.pmdb.node.object.Dates;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Oddball;
import io.github.pmdb.node.object.Strings;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/// A value as far as it can be compared with another one.
///
/// @param number of a number, and of a date its time in milliseconds
/// @param big of a BigInt
/// @param text of a string; of true, false, null and undefined their names
record Content(Kind kind, double number, BigInteger big, String text) {
  private static final int LONGEST_STRING = 1 << 16;

  enum Kind {
    NUMBER("a number"),
    BIGINT("a BigInt"),
    DATE("a date"),
    STRING("a string"),
    BOOLEAN("a boolean"),
    /// Null and undefined.
    NOTHING("null or undefined"),
    OTHER("an object");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /// How two values stand to each other; no order is how NaN stands to all.
  enum Order {
    LESS,
    EQUAL,
    GREATER,
    NONE,
    /// Values that the language does not compare, or only by making one into the other.
    OF_DIFFERENT_KINDS
  }

  static Content of(double number) {
    return new Content(Kind.NUMBER, number, BigInteger.ZERO, "");
  }

  static Content of(BigInteger number) {
    return new Content(Kind.BIGINT, 0, number, "");
  }

  static Content of(String string) {
    return new Content(Kind.STRING, 0, BigInteger.ZERO, string);
  }

  /// True, false, null or undefined.
  static Content word(String word) {
    boolean isBoolean = word.equals("true") || word.equals("false");
    return new Content(isBoolean ? Kind.BOOLEAN : Kind.NOTHING, 0, BigInteger.ZERO, word);
  }

  private static Content other() {
    return new Content(Kind.OTHER, 0, BigInteger.ZERO, "");
  }

  /// @throws io.github.pmdb.memory.MemoryFault when it can not be read
  static Content of(Found found, HeapReader reader) {
    if (!found.isValue()) {
      return found
          .text()
          .map(Content::of)
          .or(() -> found.big().map(Content::of))
          .or(() -> found.number().map(Content::of))
          .orElseThrow();
    }
    double number = reader.number(found.value());
    int type = reader.type(found.value());
    if (!Double.isNaN(number) || type == reader.layout().type("HeapNumber")) {
      return of(number);
    }
    if (reader.isString(type)) {
      return of(new Strings(reader).read(found.value(), LONGEST_STRING).text());
    }
    if (type == reader.layout().type("BigInt")) {
      Optional<BigInteger> big = BigInts.value(reader, found.value());
      return big.isPresent() ? of(big.get()) : other();
    }
    if (type == reader.layout().type("JSDate")) {
      double time = Dates.time(reader, found.value());
      return new Content(Kind.DATE, time, BigInteger.ZERO, "");
    }
    Oddball oddball = reader.oddball(found.value());
    return switch (oddball) {
      case TRUE, FALSE, NULL, UNDEFINED -> word(oddball.text());
      default -> other();
    };
  }

  boolean isNumeric() {
    return kind == Kind.NUMBER || kind == Kind.BIGINT || kind == Kind.DATE;
  }

  /// What a property that is not there has.
  static Content undefined() {
    return word(Oddball.UNDEFINED.text());
  }

  boolean isNothing() {
    return kind == Kind.NOTHING;
  }

  /// As `==` has it: 5 is 5n, and null is undefined. Nothing is made into a value of another kind:
  /// "5" is not 5.
  boolean isLike(Content other) {
    return (isNothing() && other.isNothing()) || order(other) == Order.EQUAL;
  }

  /// As `===` has it.
  boolean isSame(Content other) {
    return kind == other.kind && (isNothing() ? text.equals(other.text) : isLike(other));
  }

  Order order(Content other) {
    if (isNumeric() && other.isNumeric()) {
      return numeric(other);
    }
    if (kind == Kind.STRING && other.kind == Kind.STRING) {
      return of(text.compareTo(other.text));
    }
    if (isNothing() || other.isNothing()) {
      return Order.NONE;
    }
    if (kind == other.kind && kind != Kind.OTHER) {
      return text.equals(other.text) ? Order.EQUAL : Order.NONE;
    }
    return Order.OF_DIFFERENT_KINDS;
  }

  /// Exactly, as the language does: a BigInt is not made into a number that lacks its last digits.
  private Order numeric(Content other) {
    if (kind == Kind.BIGINT && other.kind == Kind.BIGINT) {
      return of(big.compareTo(other.big));
    }
    if (Double.isNaN(number) || Double.isNaN(other.number)) {
      return Order.NONE;
    }
    if (kind != Kind.BIGINT && other.kind != Kind.BIGINT) {
      // -0 is 0.
      return of(Double.compare(number + 0.0, other.number + 0.0));
    }
    double against = kind == Kind.BIGINT ? other.number : number;
    int order =
        Double.isInfinite(against)
            ? (against > 0 ? -1 : 1)
            : new BigDecimal(kind == Kind.BIGINT ? big : other.big)
                .compareTo(new BigDecimal(against));
    return of(kind == Kind.BIGINT ? order : -order);
  }

  private static Order of(int comparison) {
    return comparison < 0 ? Order.LESS : comparison > 0 ? Order.GREATER : Order.EQUAL;
  }
}
