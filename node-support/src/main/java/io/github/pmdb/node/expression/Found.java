package io.github.pmdb.node.expression;

import io.github.pmdb.node.object.NumberText;
import java.math.BigInteger;
import java.util.Optional;

/// What a path leads to: a tagged value, a number that lies in an array of numbers or that V8 keeps
/// in another form, a text that no string of the heap holds, or an accessor, whose function alone
/// could tell the value.
///
/// @param value tagged, 0 where another one is meant
/// @param number present where it is no value of the heap, but a number
/// @param big the same for a BigInt
/// @param text the same for a string
public record Found(
    long value,
    Optional<Double> number,
    Optional<BigInteger> big,
    Optional<String> text,
    boolean isAccessor) {
  static final Found ACCESSOR =
      new Found(0, Optional.empty(), Optional.empty(), Optional.empty(), true);

  static Found of(long value) {
    return new Found(value, Optional.empty(), Optional.empty(), Optional.empty(), false);
  }

  static Found of(double number) {
    return new Found(0, Optional.of(number), Optional.empty(), Optional.empty(), false);
  }

  static Found of(BigInteger number) {
    return new Found(0, Optional.empty(), Optional.of(number), Optional.empty(), false);
  }

  static Found of(String text) {
    return new Found(0, Optional.empty(), Optional.empty(), Optional.of(text), false);
  }

  /// Whether it is a value of the heap.
  public boolean isValue() {
    return number.isEmpty() && big.isEmpty() && text.isEmpty() && !isAccessor;
  }

  /// As JavaScript spells it, of what is no value of the heap.
  public String spelt() {
    return text.or(() -> big.map(b -> b + "n")).or(() -> number.map(NumberText::of)).orElse("");
  }

  /// What `typeof` says of it, of what is no value of the heap.
  public String type() {
    return text.isPresent() ? "string" : big.isPresent() ? "bigint" : "number";
  }
}
