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

  /// What each expression gives in a gdb that has the fixture of pieces.
  private List<String> asked(String... expressions) throws IOException {
    return asked(Fixture.compile("pieces", "-O2"), expressions);
  }

  private List<String> asked(Path program, String... expressions) throws IOException {
    Path root = Fixture.c("pieces").resolve("../../..").normalize();
    List<String> lines = new ArrayList<>();
    lines.add("import sys");
    lines.add("sys.path.insert(0, '%s')".formatted(root.resolve("python-ext/src/main/resources")));
    lines.add("import gdb, pmdb_pieces as pieces, pmdb_shown");
    lines.add("def missed(told, size, start, end, held):");
    lines.add("    all = pieces._Pieces(told, size)");
    lines.add("    word = all.word(start, end, held)");
    lines.add("    return ['%s %s' % (name, why) for _, _, name, why in all.missing] or word");
    for (String expression : expressions) {
      lines.add("print('told:', %s)".formatted(expression));
    }
    Path script = Files.write(directory.resolve("asked.py"), lines);
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
        List.of("(64, 80, 'text')", "['text has been optimized out']"),
        asked(held + "[-1]", "missed(%s, 80, 72, 80, %s)".formatted(told, held)));
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
    String word = "missed(%s, 16, %d, %d, [(0, 16, 'wide')])";
    String refused = "['wide is kept in a way that a probe cannot follow']";
    assertEquals(
        List.of("(unsigned long)(5)", refused, refused),
        asked(
            word.formatted(told, 0, 8),
            word.formatted(told, 8, 16),
            word.formatted("'a variable in $rax'", 8, 16)));
  }

  private static String shown(String type, String absent) {
    return "pmdb_shown.shown(%s, bytes(i %% 251 for i in range(%s.sizeof)), {}, (%s,))"
        .formatted(type, type, absent);
  }

  @Test
  void whatIsMissingStandsInItsPlace() throws IOException {
    String out = "(%d, %d, 'has been optimized out')";
    String many = "gdb.lookup_type('int').array(250)";
    assertEquals(
        List.of(
            "{pair = {a = 506097522914230528, b = <optimized out>}}",
            "{50462976, <optimized out>, 185207048}",
            "{{<optimized out>, 770}, {1284, 1798}}",
            "{a = <in $xmm0, at last>, b = <in $xmm0, at last>, c = 185207048}",
            "{low = 0, high = 0, rest = 117835012}",
            "...}"),
        asked(
            shown("gdb.lookup_type('struct inner')", out.formatted(8, 16)),
            shown("gdb.lookup_type('int').array(2)", out.formatted(4, 8)),
            shown("gdb.lookup_type('short').array(1).array(1)", out.formatted(0, 2)),
            shown("gdb.lookup_type('struct twelve')", "(0, 8, 'is in $xmm0, at last')"),
            shown("gdb.lookup_type('struct bits')", out.formatted(1, 4)),
            shown(many, out.formatted(0, 4)) + "[-4:]"));
  }

  @Test
  void basesAndTextsAreMissingToo() throws IOException {
    Path program =
        Fixture.compile("shapes", "-x", "c++", "-Wno-narrowing", "-Wl,--no-as-needed", "-lstdc++");
    List<String> told =
        asked(
            program,
            shown("gdb.lookup_type('ns::A')", "(0, 4, 'has been optimized out')"),
            shown("gdb.lookup_type('char').array(3)", "(3, 4, 'has been optimized out')"));
    assertEquals(
        List.of(
            "{<ns::Base> = {_vptr.Base = <optimized out>, base = 185207048}, a = 252579084, other ="
                + " @0x1716151413121110}",
            "<optimized out>"),
        told);
  }
}
