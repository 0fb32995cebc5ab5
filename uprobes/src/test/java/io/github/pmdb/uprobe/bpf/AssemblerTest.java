package io.github.pmdb.uprobe.bpf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.snapshot.UserError;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AssemblerTest {
  @Test
  void printsWhatItPutTogether() {
    Label end = new Label();
    Code code =
        new Assembler()
            .load(Width.LONG, Register.R2, Register.R1, 96)
            .move(Register.R3, -1)
            .move(Register.R4, 0x1_0000_0002L)
            .map(Register.R1, "events")
            .mapValue(Register.R5, "counter", 8)
            .jumpIf(Condition.LESS, Register.R2, 7, end)
            .jumpIf(Condition.ABOVE, Register.R2, Register.R3, end)
            .alu(Alu.SIGNED_DIV, Register.R2, Register.R3)
            .alu(Alu.ARSH, Register.R2, 3)
            .atomicAdd(Width.LONG, Register.R5, 0, Register.R3)
            .store(Width.WORD, Register.R10, -4, 5)
            .store(Width.HALF, Register.R10, -6, Register.R2)
            .call(KernelFunction.KTIME_GET_NS)
            .jump(end)
            .bind(end)
            .move(Register.R0, 0)
            .exit()
            .finish();
    assertEquals(
        List.of(
            "   0: r2 = *(u64 *)(r1 + 96)",
            "   1: r3 = -1",
            "   2: r4 = 0x100000002 ll",
            "   4: r1 = map[events]",
            "   6: r5 = value of map[counter] + 8",
            "   8: if r2 s< 7 goto 17",
            "   9: if r2 > r3 goto 17",
            "  10: r2 s/= r3",
            "  11: r2 s>>= 3",
            "  12: lock *(u64 *)(r5 + 0) += r3",
            "  13: *(u32 *)(r10 - 4) = 5",
            "  14: *(u16 *)(r10 - 6) = r2",
            "  15: call ktime_get_ns",
            "  16: goto 17",
            "  17: r0 = 0",
            "  18: exit"),
        code.lines());
    assertEquals(Set.of("counter", "events"), code.mapNames());
  }

  /// The bytes are those that the kernel's headers define (`BPF_MOV64_IMM`, `BPF_LD_MAP_FD`, …).
  @Test
  void encodesAsTheKernelReads() {
    byte[] bytes =
        new Assembler()
            .move(Register.R6, Register.R1)
            .map(Register.R1, "m")
            .load(Width.BYTE, Register.R2, Register.R6, -3)
            .call(KernelFunction.MAP_LOOKUP_ELEM)
            .alu(Alu.SIGNED_MOD, Register.R0, 2)
            .exit()
            .finish()
            .bytes(name -> 9);
    assertArrayEquals(
        HexFormat.of()
            .parseHex(
                "bf16000000000000"
                    + "1811000009000000"
                    + "0000000000000000"
                    + "7162fdff00000000"
                    + "8500000001000000"
                    + "9700010002000000"
                    + "9500000000000000"),
        bytes);
  }

  @Test
  void labelsKnowWhetherSomethingLeadsToThem() {
    Label label = new Label();
    assertFalse(label.used());
    Assembler assembler = new Assembler().jump(label);
    assertTrue(label.used());
    assertThrows(IllegalStateException.class, assembler::finish);
  }

  @Test
  void aJumpTooFarIsTheUsersToMend() {
    Label end = new Label();
    Assembler assembler = new Assembler().jump(end);
    for (int i = 0; i <= Short.MAX_VALUE; i++) {
      assembler.move(Register.R0, i);
    }
    assembler.bind(end).exit();
    UserError error = assertThrows(UserError.class, assembler::finish);
    assertTrue(
        String.valueOf(error.getMessage()).contains("32770 instructions"), error::getMessage);
  }
}
