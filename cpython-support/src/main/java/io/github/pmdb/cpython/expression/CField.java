package io.github.pmdb.cpython.expression;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.MemberDef;
import io.github.pmdb.cpython.repr.Literals;
import io.github.pmdb.memory.Memory;
import java.nio.charset.StandardCharsets;

/// What C code keeps in a field of an object and shows as an attribute.
sealed interface CField {
  /// Another object.
  record Reference(long address) implements CField {}

  /// No object.
  ///
  /// @param none whether Python shows that as `None`; else there is no such attribute
  record Unset(boolean none) implements CField {}

  /// No object but a number or a text, as Python would show it.
  record Plain(String text) implements CField {}

  /// Of a kind that this reader does not know.
  record Unknown(int kind) implements CField {}

  int MOST_TEXT = 1_000;

  /// @throws io.github.pmdb.memory.MemoryFault when it can not be read
  static CField of(Heap heap, long object, long descriptor) {
    MemberDef member = MemberDef.of(heap, descriptor);
    int kind = member.kind();
    long at = object + member.offset();
    Memory memory = heap.memory();
    return switch (kind) {
      case 0 -> new Plain("" + (short) memory.u16(at));
      case 1 -> new Plain("" + memory.i32(at));
      case 2, 17, 19 -> new Plain("" + memory.i64(at));
      case 3 -> new Plain(Literals.ofDouble(Float.intBitsToFloat(memory.i32(at))));
      case 4 -> new Plain(Literals.ofDouble(Double.longBitsToDouble(memory.i64(at))));
      case 5 -> text(heap, memory.pointer(at));
      case MemberDef.OBJECT -> object(memory.pointer(at), true);
      case 8 -> new Plain("" + (byte) memory.u8(at));
      case 9 -> new Plain("" + memory.u8(at));
      case 10 -> new Plain("" + memory.u16(at));
      case 11 -> new Plain(Integer.toUnsignedString(memory.i32(at)));
      case 12, 18 -> new Plain(Long.toUnsignedString(memory.i64(at)));
      case 14 -> new Plain(memory.u8(at) != 0 ? "True" : "False");
      case MemberDef.OBJECT_EX -> object(memory.pointer(at), false);
      case 20 -> new Unset(true);
      default -> new Unknown(kind);
    };
  }

  private static CField object(long address, boolean none) {
    return address == 0 ? new Unset(none) : new Reference(address);
  }

  private static CField text(Heap heap, long address) {
    return address == 0
        ? new Unset(true)
        : new Plain(
            Literals.ofString(
                new String(heap.memory().cString(address, MOST_TEXT), StandardCharsets.UTF_8)
                    .codePoints()
                    .toArray()));
  }
}
