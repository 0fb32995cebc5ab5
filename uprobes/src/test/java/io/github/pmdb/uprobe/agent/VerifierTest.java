package io.github.pmdb.uprobe.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.agent.CheckedCode.CheckedStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VerifierTest {
  @Test
  void whatCannotBeReachedIsGone() {
    CheckedCode code = Listing.checked("const8 1; goto 4; const8 2; reg 99; end");
    assertEquals(3, code.steps().size());
    assertEquals(1, code.deepest());
    assertTrue(code.steps().getLast().target());
  }

  @Test
  void depthIsKnownAtEachOperation() {
    CheckedCode code = Listing.checked("const8 1; dup; pick 1; rot; add; sub; end");
    assertEquals(java.util.List.of(0, 1, 2, 3, 3, 2, 1), depths(code));
    assertEquals(3, code.deepest());
  }

  private static java.util.List<Integer> depths(CheckedCode code) {
    return code.steps().stream().map(CheckedStep::depth).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          add; end                                   | operation 0 finds 0 numbers on the stack, not 2
          const8 1; pick 1; end                      | operation 1 finds 1 numbers on the stack, not 2
          const8 1; if_goto 0; end                   | operation 1 jumps backward to 0: it might never end
          const8 1; if_goto 1; end                   | operation 1 jumps backward to 1: it might never end
          goto 7; end                                | operation 0 jumps to 7, where no operation stands
          const8 1; if_goto 3; const8 1; end         | operation 2 meets another way at 3 with another stack
          reg 40; end                                | register 40 of gdb's counting
          reg 0; ext 0; end                          | extends from 0 bits
          reg 0; reg 1; trace; end                   | a number of bytes that is not known in advance
          reg 0; const32 4000000; trace; end         | a copy of 4000000 bytes at once; 16384 is the most
          reg 0; const32 4097; tracenz; end          | a copy of 4097 bytes at once; 4096 is the most
          reg 0; reg 0; if_goto 4; trace_quick 8; pop; end | copies memory on one way only
          """)
  void whatCannotBeRunIsRefused(String listing, String why) {
    Bytecode code = Listing.of(listing);
    UserError error = assertThrows(UserError.class, () -> Verifier.verify(code));
    assertTrue(error.toString().contains(why), error.toString());
  }

  @Test
  void copiesAreCounted() {
    CheckedCode code = Verifier.verify(Listing.of("reg 0; trace_quick 5; end").copying(16));
    assertEquals(24, code.copiedBytes());
  }

  /// `c ? &a : &b` with something copied from there.
  @Test
  void jumpsToTheEndLeadToTheCopy() {
    Bytecode address = Listing.of("reg 0; if_goto 4; const8 8; goto 5; const8 16; end");
    CheckedCode code = Verifier.verify(address.copying(4));
    assertEquals(8, code.copiedBytes());
    assertEquals(0, code.steps().getLast().depth());
  }
}
