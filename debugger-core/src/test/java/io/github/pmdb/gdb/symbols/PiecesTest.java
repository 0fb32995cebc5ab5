package io.github.pmdb.gdb.symbols;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `pmdb_pieces.py` with what gdb says of variables that compilers seldom make.
@Timeout(60)
final class PiecesTest {
  @TempDir Path directory;

  /// What each expression gives, or what is missing, in a gdb that has the fixture of pieces.
  private List<String> asked(String... expressions) throws IOException {
    Path root = Fixture.c("pieces").resolve("../../..").normalize();
    List<String> lines = new ArrayList<>();
    lines.add("import sys");
    lines.add("sys.path.insert(0, '%s')".formatted(root.resolve("python-ext/src/main/resources")));
    lines.add("import gdb, pmdb_pieces as pieces");
    for (String expression : expressions) {
      lines.add("try: print('told:', %s)".formatted(expression));
      lines.add("except pieces._Missing as missing: print('told: missing:', missing)");
    }
    Path script = Files.write(directory.resolve("asked.py"), lines);
    Path program = Fixture.compile("pieces", "-O2");
    String output =
        Finished.run(
                List.of(
                    Requirement.tool("gdb").toString(),
                    "-nx",
                    "-batch",
                    "-x",
                    script.toString(),
                    program.toString()))
            .check()
            .output();
    return output
        .lines()
        .filter(line -> line.startsWith("told: "))
        .map(line -> line.substring("told: ".length()))
        .collect(Collectors.toList());
  }

  /// What is not there behind the elements that are looked at is not taken for padding.
  @Test
  void theRestOfALongArrayIsHeld() throws IOException {
    String held = "pieces._held(gdb.lookup_type('char').array(79), 0, 'text', 0)";
    String told = "'a variable in $rax [64-byte piece], and an empty 16-byte piece'";
    assertEquals(
        List.of("(64, 80, 'text')", "missing: text has been optimized out"),
        asked(held + "[-1]", "pieces._Pieces(%s, 80).word(72, 80, %s)".formatted(told, held)));
  }

  @Test
  void aValueThatIsTooLongIsNotTakenApart() throws IOException {
    String words = "pieces.words('line', int(gdb.parse_and_eval('(long)&main')))";
    assertEquals(
        List.of("{'missing': 'line has 32 bytes, more than a probe copies'}"),
        asked("setattr(pieces, '_LONGEST', 31)", words).subList(1, 2));
  }

  /// A register and a computed value have eight bytes.
  @Test
  void aPieceThatIsLargerThanItsValueIsRefused() throws IOException {
    String told =
        "'a complex DWARF expression:\\n     0: DW_OP_lit5\\n     1: DW_OP_stack_value\\n [16-byte piece]'";
    String word = "pieces._Pieces(%s, 16).word(%d, %d, [(0, 16, 'wide')])";
    String refused = "missing: wide is kept in a way that a probe cannot follow";
    assertEquals(
        List.of("(unsigned long)(5)", refused, refused),
        asked(
            word.formatted(told, 0, 8),
            word.formatted(told, 8, 16),
            word.formatted("'a variable in $rax'", 8, 16)));
  }
}
