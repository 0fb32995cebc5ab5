package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptTextTest {
  @Test
  void linesStandAlone() {
    assertEquals(List.of("bt", "py-bt"), ScriptText.split("# why\nbt\n\npy-bt\n"));
  }

  @Test
  void blocksGoWithTheirEnd() {
    assertEquals(
        List.of("break f", "commands 1\n  if $x\n    bt\n  end\n  continue\nend", "run"),
        ScriptText.split("break f\ncommands 1\n  if $x\n    bt\n  end\n  continue\nend\nrun\n"));
  }

  @Test
  void pythonMayHoldWordsOfGdb() {
    assertEquals(
        List.of("python\nif x:\n  print(1)\nend", "python print(2)", "bt"),
        ScriptText.split("python\nif x:\n  print(1)\nend\npython print(2)\nbt\n"));
  }

  @Test
  void aBlockWithoutItsEndIsGivenAsItIs() {
    assertEquals(List.of("define f\nbt"), ScriptText.split("define f\nbt\n"));
  }
}
