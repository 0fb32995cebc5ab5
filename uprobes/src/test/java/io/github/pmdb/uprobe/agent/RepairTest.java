package io.github.pmdb.uprobe.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RepairTest {
  private static final Memory NONE =
      new Memory() {
        @Override
        public void read(long address, byte[] into, int offset, int length) {
          throw new MemoryFault(address, length, "nothing is there");
        }
      };

  private static Outcome run(Bytecode code) {
    return Interpreter.run(
        Verifier.verify(code),
        register -> register == ContextRegister.RBP ? 0x7ffd_1234_5678L : 7,
        NONE);
  }

  /// What gdb 13 makes of an `int` in a frame of clang.
  @Test
  void aFrameIsNotCutToTheVariable() {
    Bytecode wrong = Listing.of("reg 6; ext 32; const8 236; ext 8; add; ref32; ext 32; end");
    assertEquals(new Outcome.Unreadable(0x1234_5664), run(wrong));
    assertEquals(new Outcome.Unreadable(0x7ffd_1234_5664L), run(Repair.mend(wrong)));
  }

  @Test
  void copiesInSuchAFrameAreFoundToo() {
    Bytecode wrong = Listing.of("reg 6; zero_ext 8; const8 16; add; end").copying(4);
    assertEquals(new Outcome.Unreadable(0x7ffd_1234_5688L), run(Repair.mend(wrong)));
  }

  @Test
  void arithmeticOnRegistersStays() {
    Bytecode right = Listing.of("reg 6; ext 32; const8 1; add; ext 32; end");
    assertEquals(right, Repair.mend(right));
    Bytecode other = Listing.of("reg 5; ext 32; const8 1; add; ref8; end");
    assertEquals(other, Repair.mend(other));
  }

  @Test
  void theDifferenceOfPointersIsSigned() {
    Bytecode wrong = Listing.of("const8 80; const8 240; sub; const8 80; div_unsigned; end");
    assertEquals(new Outcome.Value(-2, List.of()), run(Repair.mend(wrong)));
  }

  @Test
  void theDifferenceOfUnsignedNumbersIsNot() {
    Bytecode right =
        Listing.of("const8 1; const8 2; sub; zero_ext 64; const8 2; div_unsigned; end");
    assertEquals(new Outcome.Value(Long.MAX_VALUE, List.of()), run(Repair.mend(right)));
  }
}
