package io.github.pmdb.frame.unwind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.frame.ForgedMemory;
import io.github.pmdb.frame.ForgedSnapshot;
import io.github.pmdb.frame.dwarf.CfaRule;
import io.github.pmdb.frame.dwarf.CfaRule.RegisterOffset;
import io.github.pmdb.frame.dwarf.ForgedObject;
import io.github.pmdb.snapshot.ObjectSymbols;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnwindTablesTest {
  private static final long BASE = 0x7f0000000000L;

  private static UnwindTables tables(ForgedObject object) {
    ForgedMemory memory = new ForgedMemory();
    object.into(memory);
    return tables(memory);
  }

  private static UnwindTables tables(ForgedMemory memory) {
    return new UnwindTables(
        new ForgedSnapshot(memory)
            .object("/lib/forged.so", BASE, BASE + 0x10000, ObjectSymbols.NONE));
  }

  private static ForgedObject threeFunctions() {
    return new ForgedObject(BASE)
        .function(0x4000, 0x10, 0x0e, 16)
        .function(0x4010, 0x10, 0x0e, 24)
        .function(0x4030, 0x10, 0x0e, 32);
  }

  private static void findsAllThree(UnwindTables tables) {
    assertEquals(new RegisterOffset(7, 16), cfaAt(tables, 0x4000));
    assertEquals(new RegisterOffset(7, 24), cfaAt(tables, 0x401f));
    assertEquals(new RegisterOffset(7, 32), cfaAt(tables, 0x4030));
    assertTrue(tables.row(BASE + 0x3fff).row().isEmpty());
    assertTrue(tables.row(BASE + 0x4020).row().isEmpty());
    assertTrue(tables.row(BASE + 0x4040).why().contains("covers"));
  }

  private static CfaRule cfaAt(UnwindTables tables, long offset) {
    return tables.row(BASE + offset).row().orElseThrow().cfa();
  }

  @Test
  void searchesTheTable() {
    findsAllThree(tables(threeFunctions()));
  }

  @Test
  void readsAllEntriesWhereThereIsNoTable() {
    findsAllThree(tables(threeFunctions().rows(0)));
  }

  @Test
  void knowsSignalTrampolines() {
    UnwindTables tables = tables(threeFunctions().augmentation("zRS"));
    assertTrue(tables.row(BASE + 0x4000).row().orElseThrow().signalFrame());
  }

  @Test
  void saysWhyThereIsNoRow() {
    assertTrue(tables(new ForgedMemory()).row(BASE).why().contains("no unwind information"));
    assertTrue(tables(new ForgedMemory()).row(1).why().contains("no loaded object"));
    String unknown = tables(threeFunctions().augmentation("xR")).row(BASE + 0x4000).why();
    assertTrue(unknown.contains("\"xR\" is not known"), unknown);
  }

  @Test
  void findsExecutableMappings() {
    UnwindTables tables =
        new UnwindTables(
            new ForgedSnapshot(new ForgedMemory()).code(0x1000, 0x2000).code(0x3000, 0x4000));
    assertFalse(tables.isExecutable(0xfff));
    assertTrue(tables.isExecutable(0x1000));
    assertFalse(tables.isExecutable(0x2000));
    assertTrue(tables.isExecutable(0x3fff));
    assertFalse(tables.isExecutable(-1));
  }

  /// Whatever the bytes are, the outcome is a row or a reason.
  @Test
  void survivesDamage() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      ForgedMemory memory = new ForgedMemory();
      threeFunctions().into(memory);
      for (int j = 0; j < 4; j++) {
        long at = BASE + ForgedObject.HEADER + random.nextInt(44);
        memory.damage(random.nextBoolean() ? at : at + 0x1000, (byte) random.nextInt());
      }
      UnwindTables.Lookup lookup = tables(memory).row(BASE + 0x4005);
      assertTrue(lookup.row().isPresent() || !lookup.why().isEmpty(), "seed " + seed);
    }
  }
}
