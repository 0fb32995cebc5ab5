package io.github.pmdb.gdb.symbols;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Finished;
import io.github.pmdb.gdb.process.GdbLaunch;
import io.github.pmdb.gdb.pty.TerminalSize;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.compile.ExpressionCompiler;
import io.github.pmdb.uprobe.compile.ExpressionCompiler.Several;
import io.github.pmdb.uprobe.compile.Symbols;
import io.github.pmdb.uprobe.compile.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What whoever made a program wrote into its debug information is not evaluated.
@Timeout(60)
final class ForgedNamesTest {
  private static final String EVIL = "1))0, ($evil=$_strlen(\"a\")+41), (__typeof__(0";

  /// pmdb and its script tell each other texts so, with two digits for each byte.
  private static final String MARKED = "\002abc\002";

  private static final String TYPE = "int))0, ($evil=$_strlen(\"a\")+41), (__typeof__(0";

  @TempDir private Path directory;

  /// A name as long as the one that is put in its place.
  private static String room(char letter) {
    return String.valueOf(letter).repeat(EVIL.length());
  }

  /// A program whose debug information has other names than its source.
  private Path forged() throws Exception {
    Path source = directory.resolve("forged.c");
    String type = "t".repeat(TYPE.length());
    Files.writeString(
        source,
        """
        typedef int %s;
        enum kind { %s } kind;
        __attribute__((noinline)) %s step(int plain, int %s) { int %s = plain; return %s; }
        int main(void) { return step(1, 2); }
        """
            .formatted(type, "eeeee", type, room('p'), room('l'), room('l')));
    Path program = directory.resolve("forged");
    Finished.run(
            List.of("gcc", "-g", "-O0", "-gz=none", "-o", program.toString(), source.toString()))
        .check();
    String bytes = Files.readString(program, StandardCharsets.ISO_8859_1);
    assertTrue(bytes.contains(room('p')) && bytes.contains(room('l')) && bytes.contains(type));
    Files.writeString(
        program,
        bytes
            .replace("eeeee", MARKED)
            .replace(room('p'), EVIL)
            .replace(room('l'), EVIL)
            .replace(type, TYPE),
        StandardCharsets.ISO_8859_1);
    return program;
  }

  private static Symbols open(Path program) {
    return new SymbolStore(GdbLaunch.usual(new TerminalSize(80, 24)), List.of(), 0)
        .open(program, 0);
  }

  private static void assertNotEvaluated(Symbols symbols, long place) {
    assertEquals(Type.Kind.VOID, symbols.type(place, "$evil").kind());
  }

  @Test
  void namesAreNotTakenForWhatTheScriptTells() throws Exception {
    try (Symbols symbols = open(forged())) {
      Type kind = symbols.type(symbols.places("step").getFirst(), "kind");
      assertEquals(MARKED, symbols.format(kind, new byte[kind.size()]));
    }
  }

  @Test
  void namesOfVariablesAreNotEvaluated() throws Exception {
    try (Symbols symbols = open(forged())) {
      long place = symbols.places("step").getFirst();
      ExpressionCompiler compiler = new ExpressionCompiler(symbols, place);
      Several parameters = compiler.parameters();
      assertNotEvaluated(symbols, place);
      assertEquals(List.of("plain"), parameters.watches().stream().map(it -> it.text()).toList());
      assertEquals(
          List.of(EVIL + " is no name, though the program's debug information calls a variable so"),
          parameters.reasons());
      assertEquals(1, compiler.locals().reasons().size());
      assertThrows(UserError.class, () -> compiler.watch("$arg2"));
      assertThrows(UserError.class, () -> symbols.standing(place, EVIL));
      assertThrows(UserError.class, () -> symbols.standing(place, "a::b, $evil=1"));
      assertNotEvaluated(symbols, place);
    }
  }

  @Test
  void namesOfTypesAreNotEvaluated() throws Exception {
    try (Symbols symbols = open(forged())) {
      long place = symbols.places("*step").getFirst();
      ExpressionCompiler compiler = new ExpressionCompiler(symbols, place).atReturn();
      UserError error = assertThrows(UserError.class, () -> compiler.watch("$retval"));
      assertTrue(error.toString().contains("is no name of a type"), error.toString());
      assertNotEvaluated(symbols, place);
    }
  }

  /// Whatever gets as far as gdb.
  @ParameterizedTest
  @ValueSource(
      strings = {
        EVIL,
        "1))0, ($evil=41), (__typeof__(0",
        "'(' 1))0, ($evil=41), (__typeof__(0 ')'",
        "\"((\" ))0, ($evil=41), (__typeof__(0 \"))\"",
        "$evil=41",
        "1, $evil=41"
      })
  void aTypeIsFoundWithoutEvaluating(String expression) throws Exception {
    try (Symbols symbols = open(forged())) {
      long place = symbols.places("step").getFirst();
      try {
        symbols.type(place, expression);
      } catch (UserError error) {
        assertTrue(error.toString().contains("expression"), error.toString());
      }
      assertNotEvaluated(symbols, place);
    }
  }
}
