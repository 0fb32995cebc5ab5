package io.github.pmdb.frame.dwarf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.frame.ForgedMemory;
import io.github.pmdb.memory.MemoryFault;
import org.junit.jupiter.api.Test;

class ExpressionTest {
  private static final ForgedMemory MEMORY = new ForgedMemory().words(0x100, 0x8877665544332211L);

  private static long run(int... code) {
    long[] registers = new long[CpuState.COUNT];
    registers[CpuState.RSP] = 0x7000;
    registers[CpuState.RIP] = 0x401026;
    return Expression.evaluate(
        new Code(new Bytes().u8(code).array(), 0), CpuState.of(registers), MEMORY, 5);
  }

  @Test
  void pushesConstantsAndRegisters() {
    assertEquals(5, run());
    assertEquals(31, run(0x4f));
    assertEquals(0xff, run(0x08, 0xff));
    assertEquals(-1, run(0x09, 0xff));
    assertEquals(0xfffe, run(0x0a, 0xfe, 0xff));
    assertEquals(-2, run(0x0b, 0xfe, 0xff));
    assertEquals(0x80000000L, run(0x0c, 0, 0, 0, 0x80));
    assertEquals(128, run(0x10, 0x80, 1));
    assertEquals(-128, run(0x11, 0x80, 0x7f));
    assertEquals(0x7000 - 8, run(0x77, 0x78));
    assertEquals(0x7000 + 8, run(0x92, 7, 8));
  }

  @Test
  void computes() {
    assertEquals(5 + 3, run(0x33, 0x22));
    assertEquals(5 - 3, run(0x33, 0x1c));
    assertEquals(15, run(0x33, 0x1e));
    assertEquals(1, run(0x33, 0x1b));
    assertEquals(2, run(0x33, 0x1d));
    assertEquals(5 << 3, run(0x33, 0x24));
    assertEquals(-5, run(0x1f));
    assertEquals(5, run(0x1f, 0x19));
    assertEquals(~5, run(0x20));
    assertEquals(5 + 200, run(0x23, 0xc8, 1));
    assertEquals(1, run(0x33, 0x2b));
    assertEquals(0, run(0x33, 0x29));
  }

  @Test
  void movesTheStackAndJumps() {
    assertEquals(5, run(0x33, 0x16)); // swap
    assertEquals(5, run(0x33, 0x14)); // over
    assertEquals(3, run(0x31, 0x32, 0x33, 0x17, 0x13, 0x13)); // rot: 3 goes below 1 and 2
    assertEquals(9, run(0x31, 0x28, 1, 0, 0x38, 0x39)); // bra over lit8
    assertEquals(0x11, run(0x0a, 0, 1, 0x94, 1));
    assertEquals(0x8877665544332211L, run(0x0a, 0, 1, 0x06));
  }

  /// The expression that GNU ld writes for `.plt`: CFA = rsp + 8 + ((rip & 15) >= 11) * 8.
  @Test
  void computesTheFrameAddressOfALinkageTable() {
    int[] plt = {0x77, 8, 0x80, 0, 0x3f, 0x1a, 0x3b, 0x2a, 0x33, 0x24, 0x22};
    assertEquals(0x7000 + 8, run(plt));
  }

  @Test
  void hostileExpressionsEnd() {
    assertTrue(failure(0x2f, 0xfd, 0xff).contains("1000 operations"));
    assertTrue(failure(0x12, 0x2f, 0xfc, 0xff).contains("grows beyond"));
    assertTrue(failure(0x13, 0x13).contains("empty"));
    assertTrue(failure(0x30, 0x1b).contains("divides by zero"));
    assertTrue(failure(0x2f, 0xff, 0x7f).contains("outside"));
    assertTrue(failure(0xe0).contains("0xe0"));
    assertTrue(failure(0x06).contains("nothing was put there"));
  }

  private static String failure(int... code) {
    return assertThrows(MemoryFault.class, () -> run(code)).getMessage();
  }
}
