package io.github.pmdb.cpython.repr.library;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.repr.Describer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The types of the module `datetime`, which pack their fields into bytes (`Include/datetime.h`):
/// behind the object's head a hash, then `hastzinfo`, the fields and, for times, `fold` and
/// `tzinfo`.
final class Dates {
  private static final int HASH = 8;

  private Dates() {}

  /// Fields behind the head of an object.
  private record Packed(Heap heap, long start) {
    static Packed of(Describer to, long address) {
      return new Packed(to.heap(), address + to.heap().layout().offset("object.sizeof") + HASH);
    }

    int u8(int at) {
      return heap.memory().u8(start + at);
    }

    /// Big endian.
    int number(int at, int length) {
      return IntStream.range(at, at + length).map(this::u8).reduce(0, (n, next) -> n << 8 | next);
    }

    int i32(int at) {
      return heap.memory().i32(start + at);
    }

    long pointer(int at) {
      return heap.memory().pointer(start + at);
    }
  }

  static void date(Describer to, long address, PyType type) {
    Packed packed = Packed.of(to, address);
    to.text(
        "%s(%d, %d, %d)".formatted(type.name(), packed.number(1, 2), packed.u8(3), packed.u8(4)));
  }

  static void datetime(Describer to, long address, PyType type) {
    Packed packed = Packed.of(to, address);
    to.text(
        "%s(%d, %d, %d, ".formatted(type.name(), packed.number(1, 2), packed.u8(3), packed.u8(4)));
    clock(to, packed, 5);
    fold(to, packed.u8(11));
    zone(to, packed, 16);
    to.text(")");
  }

  static void time(Describer to, long address, PyType type) {
    Packed packed = Packed.of(to, address);
    to.text(type.name() + "(");
    clock(to, packed, 1);
    zone(to, packed, 8);
    fold(to, packed.u8(7));
    to.text(")");
  }

  /// Hour and minute, then seconds and microseconds as far as they are not zero.
  private static void clock(Describer to, Packed packed, int at) {
    int micros = packed.number(at + 3, 3);
    int shown = micros != 0 ? 4 : packed.u8(at + 2) != 0 ? 3 : 2;
    to.text(
        IntStream.of(packed.u8(at), packed.u8(at + 1), packed.u8(at + 2), micros)
            .limit(shown)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", ")));
  }

  private static void fold(Describer to, int fold) {
    boolean known = to.heap().layout().version().atLeast(3, 6); // padding before
    to.text(fold == 0 || !known ? "" : ", fold=" + fold);
  }

  private static void zone(Describer to, Packed packed, int at) {
    if (packed.u8(0) != 0) {
      to.text(", tzinfo=");
      to.value(packed.pointer(at));
    }
  }

  static void timedelta(Describer to, long address, PyType type) {
    Packed packed = Packed.of(to, address);
    int[] parts = {packed.i32(0), packed.i32(4), packed.i32(8)};
    boolean named = to.heap().layout().version().atLeast(3, 7);
    to.text(type.name() + "(" + (named ? named(parts) : positional(parts)) + ")");
  }

  private static String named(int[] parts) {
    String[] names = {"days", "seconds", "microseconds"};
    String text =
        IntStream.range(0, 3)
            .filter(i -> parts[i] != 0)
            .mapToObj(i -> names[i] + "=" + parts[i])
            .collect(Collectors.joining(", "));
    return text.isEmpty() ? "0" : text;
  }

  /// Up to 3.6.
  private static String positional(int[] parts) {
    int shown = parts[2] != 0 ? 3 : parts[1] != 0 ? 2 : 1;
    return IntStream.of(parts)
        .limit(shown)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", "));
  }

  /// Without a name and of no offset it is `timezone.utc`: Python makes no other.
  static void timezone(Describer to, long address, PyType type) {
    long start = address + to.heap().layout().offset("object.sizeof");
    long offset = to.heap().memory().pointer(start);
    long name = to.heap().memory().pointer(start + 8);
    Packed delta = Packed.of(to, offset);
    if (name == 0 && delta.i32(0) == 0 && delta.i32(4) == 0 && delta.i32(8) == 0) {
      to.text("datetime.timezone.utc");
      return;
    }
    to.text(type.name() + "(");
    to.value(offset);
    if (name != 0) {
      to.text(", ");
      to.value(name);
    }
    to.text(")");
  }
}
