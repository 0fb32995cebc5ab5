package io.github.pmdb.frame.dwarf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pmdb.frame.ForgedMemory;
import io.github.pmdb.frame.dwarf.CfaRule.RegisterOffset;
import io.github.pmdb.memory.MemoryFault;
import org.junit.jupiter.api.Test;

class CfaProgramTest {
  private static final long START = 0x1000;

  private static Row rowAt(long offset, int... program) {
    Cie cie = new Cie(1, -8, 16, 0x1b, true, false, new Code(ForgedObject.ENTRY_STATE, 0));
    Fde fde = new Fde(START, START + 0x10000, cie, new Code(new Bytes().u8(program).array(), 0));
    return CfaProgram.rowAt(fde, START + offset, new ForgedMemory());
  }

  /// `push %rbp; mov %rsp,%rbp; …; leave; ret` as GCC describes it.
  private static final int[] FRAME = {0x41, 0x0e, 16, 0x86, 2, 0x43, 0x0d, 6, 0x50, 0x0c, 7, 8};

  @Test
  void followsTheFrameOfAFunction() {
    assertEquals(new RegisterOffset(7, 8), rowAt(0, FRAME).cfa());
    assertEquals(new RegisterOffset(7, 16), rowAt(1, FRAME).cfa());
    assertEquals(new RegisterOffset(6, 16), rowAt(4, FRAME).cfa());
    assertEquals(new RegisterOffset(7, 8), rowAt(0x14, FRAME).cfa());
    assertEquals(RegisterRule.SAME, rowAt(0, FRAME).rules().get(6));
    assertEquals(new RegisterRule.AtOffset(-16), rowAt(1, FRAME).rules().get(6));
    assertEquals(new RegisterRule.AtOffset(-8), rowAt(0, FRAME).rules().get(16));
  }

  @Test
  void comesBackToARememberedState() {
    // advance 1, offset 16, remember, advance 1, offset 24 and rbx saved, advance 1, restore
    int[] program = {0x41, 0x0e, 16, 0x0a, 0x41, 0x0e, 24, 0x83, 3, 0x41, 0x0b};
    assertEquals(new RegisterOffset(7, 24), rowAt(2, program).cfa());
    assertEquals(new RegisterOffset(7, 16), rowAt(3, program).cfa());
    assertEquals(RegisterRule.SAME, rowAt(3, program).rules().get(3));
  }

  @Test
  void advancesByWiderDeltas() {
    int[] program = {0x02, 0x80, 0x0e, 16, 0x03, 0x00, 0x01, 0x0e, 24, 0x04, 0, 2, 0, 0, 0x0e, 32};
    assertEquals(new RegisterOffset(7, 8), rowAt(0x7f, program).cfa());
    assertEquals(new RegisterOffset(7, 16), rowAt(0x17f, program).cfa());
    assertEquals(new RegisterOffset(7, 24), rowAt(0x37f, program).cfa());
    assertEquals(new RegisterOffset(7, 32), rowAt(0x380, program).cfa());
  }

  @Test
  void knowsEveryRuleOfRegisters() {
    int[] program = {
      0x07, 0, 0x08, 1, 0x09, 2, 3, 0x05, 4, 2, 0x11, 5, 0x7e, 0x14, 8, 2, 0x15, 9, 0x7e, 0x2f, 10,
      2, 0x10, 11, 1, 0x30, 0x16, 12, 1, 0x30, 0x2e, 8, 0x83, 2, 0xc3, 0x83, 2, 0x06, 3
    };
    Row row = rowAt(0, program);
    assertEquals(RegisterRule.UNDEFINED, row.rules().get(0));
    assertEquals(RegisterRule.SAME, row.rules().get(1));
    assertEquals(new RegisterRule.InRegister(3), row.rules().get(2));
    assertEquals(RegisterRule.SAME, row.rules().get(3));
    assertEquals(new RegisterRule.AtOffset(-16), row.rules().get(4));
    assertEquals(new RegisterRule.AtOffset(16), row.rules().get(5));
    assertEquals(new RegisterRule.IsOffset(-16), row.rules().get(8));
    assertEquals(new RegisterRule.IsOffset(16), row.rules().get(9));
    assertEquals(new RegisterRule.AtOffset(16), row.rules().get(10));
    assertInstanceOf(RegisterRule.AtExpression.class, row.rules().get(11));
    assertInstanceOf(RegisterRule.IsExpression.class, row.rules().get(12));
  }

  @Test
  void ignoresRulesOfVectorRegisters() {
    assertEquals(rowAt(0), rowAt(0, 0x05, 17, 2, 0x91, 3, 0x06, 33));
  }

  @Test
  void damageIsAMemoryFault() {
    assertThrows(MemoryFault.class, () -> rowAt(0, 0x3e, 0));
    assertThrows(MemoryFault.class, () -> rowAt(0, 0x0b));
    assertThrows(MemoryFault.class, () -> rowAt(0, 0x0f, 0x7f, 1));
    assertThrows(MemoryFault.class, () -> rowAt(0, 0x0c, 99, 8));
    assertThrows(MemoryFault.class, () -> rowAt(0, 0x0f, 1, 0x30, 0x0e, 8));
  }
}
