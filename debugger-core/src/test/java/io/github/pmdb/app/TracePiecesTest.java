package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Variables that the compiler keeps in several pieces.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class TracePiecesTest {
  private final TraceSession session = new TraceSession();

  @AfterEach
  void end() {
    session.close();
  }

  private static RunningFixture start(String compiler) {
    Path program =
        compiler.equals("gcc")
            ? Fixture.compile("pieces", "-O2")
            : Fixture.compileByClang("pieces", "-O2");
    return Fixture.start(List.of(program.toString()));
  }

  private static String line(String what) {
    return "pieces.c:" + Fixture.lineOf(Fixture.c("pieces"), "/* " + what + " */");
  }

  /// What is printed behind the thread's name, hit by hit.
  private List<String> traced(String compiler, String spec, int calls, int hits) {
    try (RunningFixture target = start(compiler)) {
      session.run("trace -p %d %s".formatted(target.pid(), spec));
      target.ask("go " + calls);
      session.awaitTold(" pieces", hits);
      return session.told().stream()
          .filter(line -> line.contains(" pieces"))
          .map(line -> line.replaceFirst(".* pieces\\S* +", ""))
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gcc", "clang"})
  void structsInRegistersArePrintedWhole(String compiler) {
    assertEquals(
        List.of(
            "pair = {a = 8589934592, b = -1}, packed = {a = 2, b = -1, c = 98 'b', color = GREEN, last = 9}",
            "pair = {a = 17179869184, b = -2}, packed = {a = 3, b = -2, c = 99 'c', color = BLUE, last = 9}"),
        traced(compiler, "*apart print pair, packed", 2, 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gcc", "clang"})
  void theLastWordNeedNotBeFull(String compiler) {
    assertEquals(
        List.of("twelve = {a = 1, b = -1, c = 2}, twelve.c = 2"),
        traced(compiler, line("twelve") + " print twelve, twelve.c", 1, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gcc", "clang"})
  void membersOfThemAreNumbers(String compiler) {
    String spec =
        "*apart if pair.b < -1 && packed.color == BLUE"
            + " print $arg1.a, packed.c, packed.color, packed.b * 2, mixed.a";
    assertEquals(
        List.of(
            "$arg1.a = 17179869184, packed.c = 99 'c', packed.color = BLUE, packed.b * 2 = -4,"
                + " mixed.a = 4"),
        traced(compiler, spec, 3, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gcc", "clang"})
  void structsInStructsAre(String compiler) {
    assertEquals(
        List.of(
            "inner = {pair = {a = 8589934592, b = -1}}, inner.pair = {a = 8589934592, b = -1}, named = {name = 0x?"
                + " \"a name\", length = 6}, named.name = \"a name\", named.name[2] = 110 'n'"),
        traced(compiler, "*nested print inner, inner.pair, named, named.name, named.name[2]", 1, 1)
            .stream()
            .map(line -> line.replaceAll("0x[0-9a-f]+", "0x?"))
            .toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gcc", "clang"})
  void bitFieldsAreNotTakenForTheirBytes(String compiler) {
    try (RunningFixture target = start(compiler)) {
      String spec = "trace -p " + target.pid() + " *mixed_bits print bits.high";
      String told = session.refusal(spec).toString();
      assertTrue(told.contains("bits.high is a bit field, which is read of memory only"), told);
    }
  }

  @Test
  void aStructOfThemInOneRegisterIsWhole() {
    assertEquals(
        List.of("bits = {low = 1, high = -1, rest = 1}, bits.rest = 1"),
        traced("gcc", "*mixed_bits print bits, bits.rest", 1, 1));
  }

  @Test
  void numbersOf128BitsAre() {
    assertEquals(List.of("wide = 18446744073709551617"), traced("gcc", "*nested print wide", 1, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gcc", "clang"})
  void whatIsOutOfReachIsNamed(String compiler) {
    try (RunningFixture target = start(compiler)) {
      String spec = "trace -p " + target.pid() + " ";
      String mixed = session.refusal(spec + "*apart print mixed.d").toString();
      assertTrue(
          mixed.contains(
              "mixed.d: the compiler keeps it in pieces here, and mixed.d is in $xmm0, which a probe"
                  + " cannot read"),
          mixed);
      String sum = session.refusal(spec + line("summed") + " print sum.b").toString();
      assertTrue(sum.contains("and sum.b has been optimized out"), sum);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gcc", "clang"})
  void theOthersArePrintedBesideIt(String compiler) {
    assertEquals(
        List.of(
            "sum.a = 2, sum = {a = 2, b = <optimized out>, c = 3 '\\003', color = BLUE, last = 9}",
            "sum.a = 3, sum = {a = 3, b = <optimized out>, c = 3 '\\003', color = BLUE, last = 9}"),
        traced(compiler, line("summed") + " if n == 2 print sum.a, sum", 2, 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gcc", "clang"})
  void whatAProbeDoesNotReadIsNamedInItsPlace(String compiler) {
    assertEquals(
        List.of("mixed = {a = 3, d = <in $xmm0, which a probe cannot read>}"),
        traced(compiler, "*apart print mixed", 1, 1));
  }
}
