package io.github.pmdb.cpython.locate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.cpython.Forged;
import io.github.pmdb.cpython.layout.Build;
import io.github.pmdb.cpython.layout.Layout;
import io.github.pmdb.cpython.layout.Layouts;
import io.github.pmdb.cpython.layout.PythonVersion;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.snapshot.Mapping;
import java.util.List;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

/// Memory full of words that point at one struct, which looks like an interpreter and is none.
class InterpreterScanTest {
  private static final long START = 0x10_0000;
  private static final int LENGTH = 1 << 20;
  private static final long FAKE = START + LENGTH - 0x4_0000;
  private static final long THREAD = FAKE + 0x2_0000;
  private static final long DICT = FAKE + 0x3_0000;

  private static final Layout LAYOUT =
      Layouts.of(new PythonVersion(3, 11, 3), Build.RELEASE).orElseThrow();

  /// Counts what is read.
  private static final class Counted extends Memory {
    private final Memory memory;
    private int reads;

    Counted(Memory memory) {
      this.memory = memory;
    }

    @Override
    public void read(long address, byte[] into, int offset, int length) {
      reads++;
      memory.read(address, into, offset, length);
    }
  }

  private static Forged forged() {
    Forged memory = new Forged(START, LENGTH);
    for (long at = START; at < FAKE; at += 8) {
      memory.word(at, FAKE);
    }
    return memory
        .word(FAKE + LAYOUT.offset("interp.tstate_head"), THREAD)
        .word(THREAD + LAYOUT.offset("tstate.interp"), FAKE)
        .word(FAKE + LAYOUT.offset("interp.modules"), DICT)
        .word(DICT + LAYOUT.offset("object.ob_type"), DICT)
        .word(DICT + LAYOUT.offset("type.tp_flags"), 1L << 29);
  }

  @Test
  void itIsLookedAtOnce() {
    Counted memory = new Counted(forged());
    Mapping mapping = new Mapping(START, START + LENGTH, true, true, false, 0, "");
    LongPredicate mapped = a -> (a & 7) == 0 && mapping.contains(a);
    InterpreterScan.Hit hit =
        new InterpreterScan(
                new Scan(memory, LENGTH, new Scan.Budget(LENGTH)),
                new InterpreterCheck(memory, mapped, mapped))
            .find(List.of(LAYOUT), List.of(mapping), true)
            .orElseThrow();
    assertEquals(START, hit.slot());
    assertTrue(memory.reads < 1_000, () -> memory.reads + " reads");
  }

  @Test
  void allScansOfASearchEndTogether() {
    Forged memory = forged();
    Mapping mapping = new Mapping(START, START + LENGTH, true, true, false, 0, "");
    Scan.Budget budget = new Scan.Budget(LENGTH + 1);
    new Scan(memory, LENGTH, budget).first(List.of(mapping), (_, _) -> false);
    Scan second = new Scan(memory, LENGTH, budget);
    second.first(List.of(mapping), (_, _) -> false);
    assertEquals("64 KiB read, no further than the limit", second.extent());
  }
}
