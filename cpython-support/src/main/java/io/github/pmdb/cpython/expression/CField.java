package io.github.pmdb.cpython.expression;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.MemberDef;
import io.github.pmdb.cpython.object.Python2Strings;
import io.github.pmdb.cpython.repr.Denoted;
import io.github.pmdb.cpython.repr.Literals;
import io.github.pmdb.memory.Memory;
import java.nio.charset.StandardCharsets;

/// What C code keeps in a field of an object and shows as an attribute.
sealed interface CField {
  /// Another object.
  record Reference(long address) implements CField {}

  /// No object: there is no such attribute.
  record Unset() implements CField {}

  /// No object but a number or a text, or the `None` that Python shows of an empty field.
  record Plain(Denoted.Plain value) implements CField {}

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
      case MemberDef.SHORT -> number("" + (short) memory.u16(at));
      case MemberDef.INT -> number("" + memory.i32(at));
      case MemberDef.LONG, MemberDef.PYSSIZET -> number("" + memory.i64(at));
      case MemberDef.LONGLONG -> wide(heap, "" + memory.i64(at));
      case MemberDef.FLOAT -> real(Float.intBitsToFloat(memory.i32(at)));
      case MemberDef.DOUBLE -> real(Double.longBitsToDouble(memory.i64(at)));
      case MemberDef.STRING -> text(heap, memory.pointer(at));
      case MemberDef.OBJECT -> object(memory.pointer(at), new Plain(Denoted.Plain.NONE));
      case MemberDef.BYTE -> number("" + (byte) memory.u8(at));
      case MemberDef.UBYTE -> number("" + memory.u8(at));
      case MemberDef.USHORT -> number("" + memory.u16(at));
      case MemberDef.UINT -> wide(heap, Integer.toUnsignedString(memory.i32(at)));
      case MemberDef.ULONG, MemberDef.ULONGLONG ->
          wide(heap, Long.toUnsignedString(memory.i64(at)));
      case MemberDef.BOOL ->
          new Plain(new Denoted.Plain("bool", memory.u8(at) != 0 ? "True" : "False"));
      case MemberDef.OBJECT_EX -> object(memory.pointer(at), new Unset());
      case MemberDef.NONE -> new Plain(Denoted.Plain.NONE);
      default -> new Unknown(kind);
    };
  }

  private static CField number(String text) {
    return new Plain(new Denoted.Plain("int", text));
  }

  /// Python 2 has a type of its own for what an `int` of that may not hold.
  private static CField wide(Heap heap, String text) {
    return Python2Strings.has(heap)
        ? new Plain(new Denoted.Plain("long", text + "L"))
        : number(text);
  }

  private static CField real(double value) {
    return new Plain(new Denoted.Plain("float", Literals.ofDouble(value)));
  }

  private static CField object(long address, CField otherwise) {
    return address == 0 ? otherwise : new Reference(address);
  }

  private static CField text(Heap heap, long address) {
    return new Plain(
        address == 0
            ? Denoted.Plain.NONE
            : Denoted.Plain.string(
                new String(heap.memory().cString(address, MOST_TEXT), StandardCharsets.UTF_8)));
  }
}
