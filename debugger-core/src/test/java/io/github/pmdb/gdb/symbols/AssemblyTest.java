package io.github.pmdb.gdb.symbols;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Assemblers say of a function that it has no parameters, as for the system calls of the C
/// library.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AssemblyTest {
  private static final String ADDING =
      """
      .text
      .globl adding
      .type adding, @function
      adding:
        leal (%rdi,%rsi), %eax
        ret
      .size adding, . - adding
      .section .note.GNU-stack, "", @progbits
      """;

  private static final String MAIN =
      """
      #include <stdio.h>
      #include <stdlib.h>
      int adding(int, int);
      int main(void) {
        char line[32];
        puts("ready");
        fflush(stdout);
        while (fgets(line, sizeof line, stdin)) {
          for (int i = 0; i < atoi(line + 3); i++) adding(i, 10 * i + 7);
          printf("answer %s", line);
          fflush(stdout);
        }
        return 0;
      }
      """;

  @TempDir private Path directory;

  @Test
  void argumentsAreThoseOfTheCallingConvention() throws IOException {
    Path main = Files.writeString(directory.resolve("main.c"), MAIN);
    Path assembly = Files.writeString(directory.resolve("adding.s"), ADDING);
    Path program = directory.resolve("program");
    Path gcc = Requirement.tool("gcc");
    Finished.run(
            List.of(
                gcc.toString(),
                "-gdwarf-5",
                "-o",
                program.toString(),
                main.toString(),
                assembly.toString()))
        .check();
    try (Traced traced = new Traced(program)) {
      assertEquals(List.of("0 7", "1 17", "2 27"), traced.trace("adding print $arg1, $arg2", 3));
      assertEquals(List.of("0 7"), traced.trace("*adding print $arg1, $arg2", 1));
    }
  }
}
