package io.github.pmdb.uprobe.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pmdb.snapshot.UserError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticArgumentTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -4@%edi            | ((int)$rdi)
          8@%r12             | ((unsigned long)$r12)
          1@%r9b             | ((unsigned char)$r9)
          -1@%sil            | ((signed char)$rsi)
          2@%ax              | ((unsigned short)$rax)
          4@$7               | ((unsigned int)7)
          -4@$-1             | ((int)-1)
          8@-80(%rbp)        | (*(unsigned long *)($rbp + (-80)))
          -8@(%rax)          | (*(long *)($rax + (0)))
          -4@8192(%rip)      | (*(int *)($rip + (8192)))
          8@16(%rax,%rdx,8)  | (*(unsigned long *)($rax + $rdx * 8 + (16)))
          """)
  void placesBecomeExpressions(String note, String expression) {
    assertEquals(expression, StaticArgument.expression(note));
  }

  @ParameterizedTest
  @ValueSource(strings = {"8f@%xmm0", "8@%xmm0", "8@table(%rip)", "3@%rax", "", "8@%rax; print 1"})
  void whatAProbeCannotReadIsRefused(String note) {
    assertThrows(UserError.class, () -> StaticArgument.expression(note));
  }
}
