package io.github.pmdb.node.build;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.word.Words;
import io.github.pmdb.snapshot.ObjectSymbols;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads the flags of V8 as they are set in a process, by whatever way: V8 keeps an array with one
/// `Flag` for each (`src/flags/flags.cc`; measured: the same from V8 10.2 to 14.6).
public final class Flags {
  /// The array, in V8 up to 11 and since.
  private static final List<String> ARRAYS =
      List.of("_ZN2v88internal12_GLOBAL__N_15flagsE", "_ZN2v88internal5flagsE");

  private static final int SIZE = 56;
  private static final int NAME = 8;
  private static final int VALUE = 16;
  private static final int STANDARD = 24;
  private static final int MEANING = 32;
  private static final int MOST = 4096;
  private static final int LONGEST = 400;

  private final Memory memory;

  private Flags(Memory memory) {
    this.memory = memory;
  }

  /// @param flags in V8's order
  /// @param unreadable how many more there are that can not be read
  public record Found(List<Flag> flags, int unreadable) {}

  /// All flags that this build has; absent where the program has no symbol of them.
  public static Optional<Found> of(ObjectSymbols symbols, Memory memory) {
    for (String array : ARRAYS) {
      OptionalLong at = symbols.find(array);
      if (at.isPresent()) {
        long size = symbols.at(at.getAsLong()).map(ObjectSymbols.Symbol::size).orElse(0L);
        return Optional.of(
            new Flags(memory).read(at.getAsLong(), (int) Math.min(MOST, size / SIZE)));
      }
    }
    return Optional.empty();
  }

  private Found read(long array, int count) {
    List<Flag> flags = new ArrayList<>();
    int unreadable = 0;
    for (int i = 0; i < count; i++) {
      try {
        read(array + (long) i * SIZE).ifPresent(flags::add);
      } catch (MemoryFault _) {
        // One that is cut says nothing of the others.
        unreadable++;
      }
    }
    return new Found(List.copyOf(flags), unreadable);
  }

  /// Absent for one that was left out when V8 was compiled.
  private Optional<Flag> read(long at) {
    byte[] bytes = memory.bytes(at, SIZE);
    int type = Words.i32(bytes, 0);
    long value = Words.at(bytes, VALUE);
    if (value == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Flag(
            text(Words.at(bytes, NAME)).replace('_', '-'),
            value(type, value),
            value(type, Words.at(bytes, STANDARD)),
            text(Words.at(bytes, MEANING))));
  }

  /// @param type V8's `Flag::FlagType`
  private String value(int type, long at) {
    return switch (type) {
      case 0 -> memory.u8(at) != 0 ? "true" : "false";
      case 1 -> optional(memory.u16(at));
      case 2 -> Integer.toString(memory.i32(at));
      case 3 -> Integer.toUnsignedString(memory.i32(at));
      case 4, 6 -> Long.toUnsignedString(memory.i64(at));
      case 5 -> Double.toString(Double.longBitsToDouble(memory.i64(at)));
      case 7 -> text(memory.i64(at));
      default -> "(of a kind that is not known)";
    };
  }

  /// One byte says whether there is a value, the other has it; C++ libraries differ in the order.
  private static String optional(int bytes) {
    if (bytes == 0) {
      return "unset";
    }
    return (bytes & 0xff) != 0 && bytes >> 8 != 0 ? "true" : "false";
  }

  private String text(long at) {
    if (at == 0) {
      return "";
    }
    return new String(memory.cString(at, LONGEST), StandardCharsets.ISO_8859_1);
  }
}
