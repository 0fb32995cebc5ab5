package io.github.pmdb.node.code;

import io.github.pmdb.memory.Memory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The table behind optimized code of the places where it may be left for the interpreter
/// (`src/codegen/safepoint-table.h` of V8): the calls that it makes.
final class Safepoints {
  private static final int MOST = 1 << 16;

  private final List<Entry> entries;

  /// @param pc distance of the return address from the code's beginning
  /// @param trampoline the return address that is on the stack instead when the code is to be left
  /// @param index of what is known for leaving
  private record Entry(long pc, long trampoline, int index) {}

  private Safepoints(List<Entry> entries) {
    this.entries = entries;
  }

  /// @param table its address
  /// @param header bytes before the entries
  /// @param header2 the same for the compiler that made the code: Maglev has a longer one
  /// @param more bytes of each entry beside the usual
  static Safepoints read(Memory memory, long table, int header, int header2, int more) {
    int count = Math.clamp(memory.i32(table + header - 8), 0, MOST);
    int config = memory.i32(table + header - 4);
    List<Entry> entries = new ArrayList<>();
    if ((config & 1) == 0) {
      return new Safepoints(entries);
    }
    int registers = config >> 1 & 7;
    int pcs = config >> 4 & 7;
    int indices = config >> 7 & 7;
    int size = 2 * pcs + indices + registers + more;
    byte[] bytes = memory.bytes(table + header2, count * size);
    for (int i = 0; i < count; i++) {
      int at = i * size;
      int index = (int) number(bytes, at + pcs, indices) - 1;
      long trampoline = number(bytes, at + pcs + indices, pcs) - 1;
      if (index >= 0) {
        entries.add(new Entry(number(bytes, at, pcs), trampoline, index));
      }
    }
    return new Safepoints(entries);
  }

  private static long number(byte[] bytes, int at, int size) {
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = (value << 8) | (bytes[at + i] & 0xff);
    }
    return value;
  }

  /// The entry of a call.
  OptionalInt at(long pc) {
    return index(
        entries.stream()
            .filter(e -> e.pc == pc || (e.trampoline == pc && e.trampoline >= 0))
            .findFirst());
  }

  /// The entry of the first call from a place on.
  OptionalInt from(long pc) {
    return index(entries.stream().filter(e -> e.pc >= pc).min(Comparator.comparingLong(Entry::pc)));
  }

  /// The entry of the last call before a place.
  OptionalInt before(long pc) {
    return index(entries.stream().filter(e -> e.pc < pc).max(Comparator.comparingLong(Entry::pc)));
  }

  private static OptionalInt index(Optional<Entry> entry) {
    return entry.map(e -> OptionalInt.of(e.index)).orElseGet(OptionalInt::empty);
  }
}
