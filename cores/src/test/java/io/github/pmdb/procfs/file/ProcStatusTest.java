package io.github.pmdb.procfs.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProcStatusTest {
  @Test
  void capabilitiesThatAreNotToldAreNotNone() {
    ProcStatus told =
        ProcStatus.parse(List.of("CapPrm:\t0000000000080001", "CapEff:\t0000000000080000"));
    assertEquals(OptionalLong.of(0x80001), told.permitted());
    assertTrue(told.effective(ProcStatus.CAP_SYS_PTRACE));
    assertFalse(told.effective(0));
    assertEquals(OptionalLong.of(0), ProcStatus.parse(List.of("CapPrm:\t0")).permitted());
    for (List<String> untold : List.of(List.<String>of(), List.of("CapPrm:\tx"))) {
      assertEquals(OptionalLong.empty(), ProcStatus.parse(untold).permitted());
      assertFalse(ProcStatus.parse(untold).effective(ProcStatus.CAP_SYS_PTRACE));
    }
  }
}
