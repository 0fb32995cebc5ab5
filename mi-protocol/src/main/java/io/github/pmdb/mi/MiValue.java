package io.github.pmdb.mi;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// A value of the MI output grammar.
public sealed interface MiValue permits MiConst, MiValue.Tuple, MiValue.MiList {
  /// The text of a constant, empty for tuples and lists.
  default String text() {
    return "";
  }

  /// A name with its value; the name is empty where gdb wrote a value alone.
  record Entry(String name, MiValue value) {}

  /// `{a="1",b="2"}`, and what follows a record's class. gdb repeats names (`bkpt`, `script`) and
  /// leaves them out, so this is an ordered multimap.
  record Tuple(List<Entry> entries) implements MiValue {
    public static final Tuple EMPTY = new Tuple(List.of());

    /// The first value of a name.
    public Optional<MiValue> find(String name) {
      return entries.stream().filter(e -> e.name().equals(name)).map(Entry::value).findFirst();
    }

    /// Every value of a name, in order.
    public List<MiValue> all(String name) {
      return entries.stream().filter(e -> e.name().equals(name)).map(Entry::value).toList();
    }

    /// The first constant of a name as text, empty where there is none.
    public String text(String name) {
      return find(name).map(MiValue::text).orElse("");
    }

    /// The first constant of a name as a number: decimal, or hexadecimal after `0x`, unsigned.
    public OptionalLong number(String name) {
      return find(name).map(MiValue::number).orElse(OptionalLong.empty());
    }

    /// The first tuple of a name, else an empty one.
    public Tuple tuple(String name) {
      return find(name).filter(Tuple.class::isInstance).map(Tuple.class::cast).orElse(EMPTY);
    }

    /// The first list of a name, else an empty one.
    public MiList list(String name) {
      return find(name)
          .filter(MiList.class::isInstance)
          .map(MiList.class::cast)
          .orElse(MiList.NONE);
    }
  }

  /// `["a","b"]` or `[frame={…},frame={…}]`.
  record MiList(List<Entry> entries) implements MiValue {
    public static final MiList NONE = new MiList(List.of());

    public Stream<MiValue> values() {
      return entries.stream().map(Entry::value);
    }

    /// The elements that are tuples, named or not.
    public Stream<Tuple> tuples() {
      return values().filter(Tuple.class::isInstance).map(Tuple.class::cast);
    }
  }

  private static OptionalLong number(MiValue value) {
    String text = value.text();
    try {
      return OptionalLong.of(
          text.startsWith("0x")
              ? Long.parseUnsignedLong(text, 2, text.length(), 16)
              : Long.parseLong(text));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }
}
