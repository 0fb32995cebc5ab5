package io.github.pmdb.cpython.locate;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// Decodes `PyInterpreterState_Head`, which every version exports and which does nothing but load
/// the head of the list of interpreters: its instructions tell where that is.
final class HeadCode {
  private static final int MAX_CODE = 32;

  private static final int ENDBR64 = 0xfa1e0ff3;

  private HeadCode() {}

  /// @param headSlot address of the word that points at the newest interpreter
  /// @param headOffset offset of that word in `_PyRuntime`, -1 where the code does not tell
  record Decoded(long headSlot, int headOffset) {}

  /// Absent when the code is not readable or not of a known shape (x86-64).
  static Optional<Decoded> decode(Memory memory, long function) {
    try {
      ByteBuffer code =
          ByteBuffer.wrap(memory.bytes(function, MAX_CODE)).order(ByteOrder.LITTLE_ENDIAN);
      skipPrologue(code);
      return first(memory, function, code);
    } catch (MemoryFault _) {
      return Optional.empty(); // code pages are often not in a core: other steps follow
    }
  }

  private static void skipPrologue(ByteBuffer code) {
    if (code.getInt(0) == ENDBR64) {
      code.position(4);
    }
    if (code.getInt(code.position()) == 0xe5894855) { // push rbp; mov rbp, rsp
      code.position(code.position() + 4);
    }
  }

  private static Optional<Decoded> first(Memory memory, long function, ByteBuffer code) {
    int opcode = code.getInt(code.position()) & 0xffffff;
    int operand = code.getInt(code.position() + 3);
    code.position(code.position() + 7);
    long target = function + code.position() + operand;
    return switch (opcode) {
      case 0x058b48 -> second(memory, target, code); // mov rax, [rip + operand]
      case 0x058d48 -> displacement(code).map(k -> new Decoded(target + k, k)); // lea rax, …
      default -> Optional.empty();
    };
  }

  /// After `mov rax, [target]`: a return means that the word is the head itself, another load means
  /// that it is the address of `_PyRuntime`.
  private static Optional<Decoded> second(Memory memory, long target, ByteBuffer code) {
    int next = code.get(code.position()) & 0xff;
    if (next == 0xc3 || next == 0x5d) { // ret, or pop rbp before it
      return Optional.of(new Decoded(target, -1));
    }
    return displacement(code).map(k -> new Decoded(memory.pointer(target) + k, k));
  }

  /// The displacement of `mov rax, [rax + K]`.
  private static Optional<Integer> displacement(ByteBuffer code) {
    int at = code.position();
    return switch (code.getInt(at) & 0xffffff) {
      case 0x408b48 -> Optional.of((int) code.get(at + 3));
      case 0x808b48 -> Optional.of(code.getInt(at + 3));
      default -> Optional.empty();
    };
  }
}
