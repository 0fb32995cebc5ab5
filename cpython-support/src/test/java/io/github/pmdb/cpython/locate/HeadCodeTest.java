package io.github.pmdb.cpython.locate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.cpython.Forged;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each shape that compilers give to the function which returns the first interpreter.
class HeadCodeTest {
  private static final long CODE = 0x40_0000;
  private static final long RUNTIME = 0x7f00_0000_1000L;

  private static Forged code(String hex) {
    return new Forged(CODE, 0x1000).put(CODE, hex);
  }

  @Test
  void theWordItselfIsTheHead() {
    // mov rax, [rip + 0xf9]; ret
    var decoded = HeadCode.decode(code("48 8b 05 f9 00 00 00 c3"), CODE);
    assertEquals(Optional.of(new HeadCode.Decoded(CODE + 0x100, -1)), decoded);
  }

  @Test
  void anEntryMarkAndAFramePointerComeBefore() {
    // endbr64; push rbp; mov rbp, rsp; mov rax, [rip + 0xf1]; pop rbp; ret
    var decoded = HeadCode.decode(code("f3 0f 1e fa 55 48 89 e5 48 8b 05 f1 00 00 00 5d c3"), CODE);
    assertEquals(Optional.of(new HeadCode.Decoded(CODE + 0x100, -1)), decoded);
  }

  @Test
  void theRuntimeIsFoundThroughATable() {
    // mov rax, [rip + 0xf9]; mov rax, [rax + 0x278]; ret
    Forged memory = code("48 8b 05 f9 00 00 00 48 8b 80 78 02 00 00 c3");
    memory.word(CODE + 0x100, RUNTIME);
    assertEquals(
        Optional.of(new HeadCode.Decoded(RUNTIME + 0x278, 0x278)), HeadCode.decode(memory, CODE));
  }

  @Test
  void aShortDisplacementHasASign() {
    // mov rax, [rip + 0xf9]; mov rax, [rax + 0x28]; ret
    Forged memory = code("48 8b 05 f9 00 00 00 48 8b 40 28 c3");
    memory.word(CODE + 0x100, RUNTIME);
    assertEquals(
        Optional.of(new HeadCode.Decoded(RUNTIME + 0x28, 0x28)), HeadCode.decode(memory, CODE));
  }

  @Test
  void theRuntimesAddressIsComputed() {
    // lea rax, [rip + 0xf9]; mov rax, [rax + 0x28]; ret
    var decoded = HeadCode.decode(code("48 8d 05 f9 00 00 00 48 8b 40 28 c3"), CODE);
    assertEquals(Optional.of(new HeadCode.Decoded(CODE + 0x128, 0x28)), decoded);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "31 c0 c3", // xor eax, eax; ret
        "48 8b 05 f9 00 00 00 48 01 c8 c3", // mov rax, [rip + 0xf9]; add rax, rcx; ret
        "48 8d 05 f9 00 00 00 c3" // lea rax, [rip + 0xf9]; ret
      })
  void otherCodeTellsNothing(String hex) {
    assertEquals(Optional.empty(), HeadCode.decode(code(hex), CODE));
  }

  @Test
  void codeOrATableThatIsNotThereTellsNothing() {
    assertEquals(Optional.empty(), HeadCode.decode(code("c3"), CODE + 0x10_0000));
    // mov rax, [rip + 0x10000000]; mov rax, [rax + 0x28]: the table lies outside
    assertEquals(
        Optional.empty(), HeadCode.decode(code("48 8b 05 00 00 00 10 48 8b 40 28 c3"), CODE));
  }
}
