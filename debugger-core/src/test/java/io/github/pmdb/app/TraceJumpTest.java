package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.fixture.Finished;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Probes at the jumps by which functions end: each kind of jump goes where it would without one.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class TraceJumpTest {
  /// Writes into a file whether each function gave what it is to give.
  private static final String SOURCE =
      """
      #include <stdio.h>
      volatile long sink;
      int other(int i) { sink += i; return i + 1; }
      int (*pointer)(int) = other;
      struct table { int (*f)(int); } table = {other};
      int direct(int), by_register(int), by_place(int), by_table(int, struct table *), when(int);
      __asm__(
          ".text\\n.globl direct, by_register, by_place, by_table, when\\n"
          ".type direct, @function\\ndirect: add $1, %edi\\ndirect_jump: jmp other\\n"
          ".type by_register, @function\\nby_register: lea other(%rip), %rax\\nregister_jump: jmp *%rax\\n"
          ".type by_place, @function\\nby_place: add $2, %edi\\nplace_jump: jmp *pointer(%rip)\\n"
          ".type by_table, @function\\nby_table: add $3, %edi\\ntable_jump: jmp *(%rsi)\\n"
          ".type when, @function\\nwhen: test %edi, %edi\\nwhen_jump: jg other\\n  mov $-5, %eax\\n  ret\\n"
          ".globl direct_jump, register_jump, place_jump, table_jump, when_jump\\n");
      int main(int c, char **v) {
        FILE *truth = fopen(v[1], "w");
        for (int i = -2; i < 3; i++)
          fprintf(truth, "%d\\n", direct(i) == i + 2 && by_register(i) == i + 1 && by_place(i) == i + 3
                  && by_table(i, &table) == i + 4 && when(i) == (i > 0 ? i + 1 : -5));
        return fclose(truth);
      }
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"direct_jump", "register_jump", "place_jump", "table_jump", "when_jump"})
  void aJumpGoesWhereItWould(String label) throws IOException {
    Path source = directory.resolve("jumps.c");
    Files.writeString(source, SOURCE);
    Path program = directory.resolve("jumps");
    Finished.run(List.of("gcc", "-O1", "-no-pie", "-o", program.toString(), source.toString()))
        .check();
    String address =
        Finished.run(List.of("nm", program.toString()))
            .check()
            .output()
            .lines()
            .filter(line -> line.endsWith(" " + label))
            .map(line -> "0x" + line.substring(0, line.indexOf(' ')))
            .findFirst()
            .orElseThrow();
    Path truth = directory.resolve("truth");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String command = program + " " + truth;
    String[] line = {"trace", "-c", command, "*" + address + " print (int)$rdi"};
    assertEquals(
        0, Main.run(line, Run.streams("", out, err)), err.toString(StandardCharsets.UTF_8));
    assertEquals(5, out.toString(StandardCharsets.UTF_8).lines().count());
    assertEquals(List.of("1", "1", "1", "1", "1"), Files.readAllLines(truth));
  }
}
