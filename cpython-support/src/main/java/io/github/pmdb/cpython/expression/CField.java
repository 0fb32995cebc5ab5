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
      case MemberDef.SHORT -> new Plain("" + (short) memory.u16(at));
      case MemberDef.INT -> new Plain("" + memory.i32(at));
      case MemberDef.LONG, MemberDef.LONGLONG, MemberDef.PYSSIZET -> new Plain("" + memory.i64(at));
      case MemberDef.FLOAT -> new Plain(Literals.ofDouble(Float.intBitsToFloat(memory.i32(at))));
      case MemberDef.DOUBLE ->
          new Plain(Literals.ofDouble(Double.longBitsToDouble(memory.i64(at))));
      case MemberDef.STRING -> text(heap, memory.pointer(at));
      case MemberDef.OBJECT -> object(memory.pointer(at), true);
      case MemberDef.BYTE -> new Plain("" + (byte) memory.u8(at));
      case MemberDef.UBYTE -> new Plain("" + memory.u8(at));
      case MemberDef.USHORT -> new Plain("" + memory.u16(at));
      case MemberDef.UINT -> new Plain(Integer.toUnsignedString(memory.i32(at)));
      case MemberDef.ULONG, MemberDef.ULONGLONG -> new Plain(Long.toUnsignedString(memory.i64(at)));
      case MemberDef.BOOL -> new Plain(memory.u8(at) != 0 ? "True" : "False");
      case MemberDef.OBJECT_EX -> object(memory.pointer(at), false);
      case MemberDef.NONE -> new Unset(true);
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
