package io.github.pmdb.uprobe.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstInstructionTest {
  private static FirstInstruction of(String code) {
    return new FirstInstruction(HexFormat.of().parseHex(code));
  }

  @ParameterizedTest
  @CsvSource({
    "554889e5, 0, push rbp",
    "f30f1efa554889e5, 4, endbr64 and a push",
    "f30f1efa4157, 4, endbr64 and a push of r15",
    "f30f1efa0f1f4000, 4, endbr64 and a nop",
    "f30f1efa4883ec08, 0, endbr64 and what is stepped as well",
    "f30f1efa, 0, endbr64 alone",
    "4883ec08, 0, sub rsp",
    "f3480fb8c7, 0, popcnt",
    "c5f810c6, 0, vmovups",
    "c5f058c0, 0, vaddps",
    "62f17c4810, 0, vmovups of 512 bits",
    "66666666, 0, prefixes and no more",
  })
  void canBeProbed(String code, int cheaperBy, String what) {
    assertEquals("", of(code).objection().orElse(""), what);
    assertEquals(cheaperBy, of(code).cheaperBy(), what);
  }

  @ParameterizedTest
  @CsvSource({
    "f04883056f2c000001, locked instruction, lock add",
    "f3f0480fc1, locked instruction, lock behind other prefixes",
    "2e660f1f840000000000, segment prefix, cs nop",
    "cc, does not probe, int3",
    "f4, does not probe, hlt",
    "488ed0, does not probe, mov ss",
    "c5f96ec6, does not probe, vmovd",
    "c4e1f96ec7, does not probe, vmovq",
    "e460, does not probe, in",
    "62e27d287ace, takes for a jump, vpbroadcastb of a register",
    "c5f877, takes for a jump, vzeroupper",
    "c5f174c0, takes for a jump, vpcmpeqb",
    "c4c17e7f07, takes for a jump, vmovdqu to r15",
    "c5f1ebc0, takes for a jump, vpor",
    "c5f890c8, takes for a jump, kmovw",
  })
  void canNotBeProbed(String code, String why, String what) {
    assertTrue(of(code).objection().orElse("").contains(why), what);
  }
}
