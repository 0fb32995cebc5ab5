package io.github.pmdb.uprobe.code;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Functions in bytes; the probe is asked for at the instruction behind `|`.
final class CheapInstructionTest {
  private static final String FRAME = "554889e5";

  /// @param reads registers in gdb's counting
  /// @param further how many bytes behind it is put
  @ParameterizedTest(name = "{3}")
  @CsvSource({
    "8b45fc 3b45f8 7e02 9090 c3, 6, 6, load and compare before a branch",
    "8b45fc 3b45f8 7e02 9090 c3, 6 0, 0, the load changes what is asked for",
    "8b45fc 8945f8 7e02 9090 c3, 6, 0, a store comes before the branch",
    "8b00 7e02 9090 c3, 6, 0, a load through a pointer may fault",
    "8b05 00100000 4889c7 e800000000 c3, 6, 9, data of the file before a call",
    "488d45b0 4883c003 4889c7 e800000000 c3, 6, 11, an address before a call",
    "8b442408 85c0 7502 9090 c3, 7, 6, from the stack pointer",
    "8b440408 85c0 7502 9090 c3, 7, 0, with an index",
    "648b042500000000 85c0 7502 9090 c3, 7, 0, from the thread's own data",
    "4489e8 e800000000 c3, 6, 3, from a register",
    "4c8b6dfc e800000000 c3, 6 13, 0, into a register that is asked for",
    "4c8b6dfc e800000000 c3, 6 5, 4, into one that is not",
    "8b6dfc e800000000 c3, 1, 0, into the frame pointer",
    "8b45fc 3b45f8 7ef8 9090 c3, 6, 6, a branch back to the first",
    "8b45fc 3b45f8 7efb 9090 c3, 6, 0, a branch into the midst of it",
    "8b45fc 3b45f8 7e02 ffe0 c3, 6, 0, a jump through a register elsewhere",
    "8b45fc 3b45f8 7e02 3effe0 c3, 6, 0, a jump through a table elsewhere",
    "8b45fc 3b45f8 7e02 06 c3, 6, 0, an invalid instruction elsewhere",
    "8b45fc c3, 6, 0, nothing that is imitated",
    "50 8b45fc e800000000 c3, 6, 0, imitated itself",
    "f30f1efa 90 c3, 6, 4, a landing pad",
    "ff45fc 7e02 9090 c3, 6, 0, an increment in memory",
    "f745fc01000000 7402 9090 c3, 0, 7, a test of bits in memory",
    "c745fc01000000 7402 9090 c3, 0, 0, a constant into memory",
    "66b80100 7402 9090 c3, 6, 0, half a register"
  })
  void whereAProbeMeansTheSame(String code, String reads, int further, String what) {
    byte[] all = HexFormat.of().parseHex(FRAME + code.replace(" ", ""));
    Set<Integer> registers =
        Arrays.stream(reads.split(" ")).map(Integer::valueOf).collect(Collectors.toSet());
    int begin = FRAME.length() / 2;
    assertEquals(begin + further, new CheapInstruction(all).behind(begin, registers), what);
  }

  @ParameterizedTest
  @CsvSource({"8b45fc7e0090c3, 0", "8b4424087e0090c3, 4"})
  void withoutAFrameItsPointerLeadsAnywhere(String code, int place) {
    byte[] all = HexFormat.of().parseHex(code);
    assertEquals(place, new CheapInstruction(all).behind(0, Set.of(7)));
  }
}
