package io.github.pmdb.gdb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.mi.MiCommand;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// On a machine with AMX the process of this test would be damaged by gdb 13 as it is.
@Timeout(120)
class MendedRegistersTest {
  @TempDir Path directory;

  @Test
  void aMendedGdbWritesAllRegistersAndPutsThemBack() {
    AttachedGdb.during(
        directory,
        (gdb, pid) -> {
          assertEquals(Optional.empty(), new GdbSetup(gdb).mendRegisters());
          writesRegisters(gdb, pid);
        });
  }

  private static void writesRegisters(GdbDialog dialog, long pid) {
    String before = value(dialog, "$pc");
    value(dialog, "$xmm0.v4_int32[0] = 77");
    assertEquals(Long.toString(pid), value(dialog, "(int) getpid()"));
    assertEquals(before, value(dialog, "$pc"));
    assertEquals("77", value(dialog, "$xmm0.v4_int32[0]"));
  }

  private static String value(GdbDialog dialog, String expression) {
    return dialog
        .ask(MiCommand.of("-data-evaluate-expression", expression), AttachedGdb.LIMIT)
        .results()
        .text("value");
  }
}
