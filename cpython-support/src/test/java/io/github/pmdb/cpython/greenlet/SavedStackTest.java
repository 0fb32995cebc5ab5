package io.github.pmdb.cpython.greenlet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.cpython.Forged;
import io.github.pmdb.memory.MemoryFault;
import org.junit.jupiter.api.Test;

/// A stack of which a part is kept elsewhere.
class SavedStackTest {
  private static final long BASE = 0x1000;
  private final Forged memory =
      new Forged(BASE, 0x100).put(BASE, "00 01 02 03 04 05 06 07").put(BASE + 0x80, "a0 a1 a2 a3");

  @Test
  void whatWasSavedIsReadFromTheCopy() {
    SavedStack stack = new SavedStack(memory, BASE + 2, 4, BASE + 0x80);
    assertArrayEquals(
        new byte[] {0, 1, (byte) 0xa0, (byte) 0xa1, (byte) 0xa2, (byte) 0xa3, 6, 7},
        stack.bytes(BASE, 8));
  }

  /// More than half of all addresses lie between them.
  @Test
  void aStartFarAwayLeavesOtherMemoryAsItIs() {
    SavedStack stack = new SavedStack(memory, 0xffff_ffff_ffff_0000L, 0x100, BASE + 0x80);
    assertArrayEquals(new byte[] {1, 2}, stack.bytes(BASE + 1, 2));
    assertThrows(MemoryFault.class, () -> stack.bytes(-8, 8));
  }

  @Test
  void aPartBeyondTheLastAddressIsRefused() {
    MemoryFault fault =
        assertThrows(MemoryFault.class, () -> new SavedStack(memory, -16, 32, BASE));
    assertTrue(fault.getMessage().contains("has no end"), fault::getMessage);
  }
}
