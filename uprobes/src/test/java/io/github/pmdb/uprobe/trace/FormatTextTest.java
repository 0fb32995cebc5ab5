package io.github.pmdb.uprobe.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.uprobe.compile.Type;
import io.github.pmdb.uprobe.event.Captured;
import io.github.pmdb.uprobe.spec.Format;
import io.github.pmdb.uprobe.spec.TraceSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FormatTextTest {
  private static String formatted(String format, Captured captured) {
    return formatted(format, captured, Long.BYTES);
  }

  private static String formatted(String format, Captured captured, int size) {
    Format parsed = TraceSpec.parse("f print \"" + format + "\", x").format().orElseThrow();
    Type.Kind kind = captured instanceof Captured.Block ? Type.Kind.FLOAT : Type.Kind.SIGNED;
    Type type = new Type(0, kind, size, "a type");
    return FormatText.of(parsed, List.of(new FormatText.Argument(type, captured, "as gdb has it")));
  }

  @ParameterizedTest
  @CsvSource({
    "%d, -5",
    "%5ld|, 42",
    "%-5d|, 42",
    "%05d, -42",
    "%x, 255",
    "%X, 48879",
    "%o, 8",
    "%u, 7",
    "%c, 65",
    "a%db, 1",
    "%+d, 7",
    "% d, 7",
    "%.5d, -42",
    "%8.3d|, 5",
    "%08.3d|, 5",
    "%-8.3d|, 5",
    "[%.0d], 0",
    "%#x, 255",
    "%#X, 255",
    "%#010x, 255",
    "%#o, 8",
    "%x, -1",
    "%u, -1",
    "%.12x, 255",
    "%-+6d|, 3"
  })
  void wholeNumbersAreAsPrintfHasThem(String format, long value) {
    assertEquals(
        printf(format, Long.toString(value)), formatted(format, new Captured.Scalar(value)));
  }

  @ParameterizedTest
  @CsvSource({
    "%f, 0.1",
    "%.2f, 2.675",
    "%e, 12345.678",
    "%g, 0.0001",
    "%g, 0.00001234",
    "%g, 100000",
    "%g, 1000000",
    "%g, 1234567.8",
    "%.17g, 0.1",
    "%g, -2.5",
    "%.3g, 1e100",
    "%8.1f|, 3.25",
    "%g, 0",
    "%E, 12345.678",
    "%G, 1e-10",
    "%08.2f, -3.14159",
    "%+.3e, 0.5",
    "%#.0f, 2",
    "%#g, 2",
    "%.0f, 2.5",
    "%.0f, 3.5",
    "%.0e, 25",
    "%.40f, 0.1",
    "%10g|, 1e300",
    "%-12.1e|, -7.25",
    "%f, -0.0",
    "%e, 0",
    "%g, 9.9999995",
    "%g, 5e-324"
  })
  void floatingPointIsAsPrintfHasIt(String format, String value) {
    byte[] bytes =
        ByteBuffer.allocate(Double.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putDouble(Double.parseDouble(value))
            .array();
    assertEquals(doubled(format, value), formatted(format, new Captured.Block(bytes)));
  }

  /// What a probe read is extended to 64 bits; C prints as many as the type has.
  @Test
  void numbersAreAsWideAsTheirTypes() {
    Captured minus = new Captured.Scalar(-1);
    assertEquals("ffffffff", formatted("%x", minus, Integer.BYTES));
    assertEquals("ffffffff", formatted("%x", minus, Short.BYTES));
    assertEquals("ff", formatted("%hhx", minus, Byte.BYTES));
    assertEquals("65535", formatted("%hu", minus, Integer.BYTES));
    assertEquals("4294967295", formatted("%u", minus, Integer.BYTES));
    assertEquals("37777777777", formatted("%o", minus, Integer.BYTES));
    assertEquals("ffffffffffffffff", formatted("%lx", minus, Long.BYTES));
    assertEquals("-1", formatted("%d", new Captured.Scalar(0xffff_ffffL), Integer.BYTES));
    assertEquals("(nil)", formatted("%p", new Captured.Scalar(0)));
  }

  @Test
  void longDoublesHaveTheirDigits() {
    // 0.1L, as the compiler has it.
    byte[] tenth = HexFormat.of().parseHex("cdccccccccccccccfb3f000000000000");
    assertEquals("0.100000", formatted("%Lf", new Captured.Block(tenth)));
    assertEquals("0.1000000000000000000014", formatted("%.22Lf", new Captured.Block(tenth)));
    byte[] infinite = HexFormat.of().parseHex("0000000000000080ffff000000000000");
    assertEquals("    -INF", formatted("%08LG", new Captured.Block(infinite)));
  }

  @Test
  void whatOnlyLooksLikeANumberIsNone() {
    Format format = TraceSpec.parse("f print \"%f\", x").format().orElseThrow();
    Type type = new Type(0, Type.Kind.OTHER, Double.BYTES, "struct of two");
    Captured captured = new Captured.Block(new byte[Double.BYTES]);
    FormatText.Argument argument = new FormatText.Argument(type, captured, "{1, 2}");
    assertEquals("{1, 2}", FormatText.of(format, List.of(argument)));
  }

  @Test
  void stringsAreWithoutQuotes() {
    byte[] bytes = "name\u001b".getBytes(StandardCharsets.UTF_8);
    assertEquals("[name\u001b]", formatted("[%s]", new Captured.Text(bytes, false)));
    assertEquals("[na]", formatted("[%.2s]", new Captured.Text(bytes, false)));
  }

  @Test
  void arraysOfCharactersAreStringsToo() {
    Format format = TraceSpec.parse("f print \"[%-3s]\", x").format().orElseThrow();
    Captured captured = new Captured.Block(new byte[] {'a', 'b', 0, 'c'});
    for (String name : List.of("char [4]", "const unsigned char [4]")) {
      FormatText.Argument argument =
          new FormatText.Argument(new Type(0, Type.Kind.OTHER, 4, name), captured, "\"ab\"");
      assertEquals("[ab ]", FormatText.of(format, List.of(argument)));
    }
  }

  /// A process may have any number there.
  @Test
  void ofAStringThatTellsNoLengthThereIsWhatIsKnown() {
    Format format = TraceSpec.parse("f print \"[%s]\", x").format().orElseThrow();
    Type type = new Type(0, Type.Kind.OTHER, 16, "string", List.of(0), true, Optional.empty());
    byte[] object =
        ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(4096).putLong(-1).array();
    Captured.Text text = new Captured.Text(new byte[] {'a', 'b'}, true);
    Captured captured = new Captured.Block(object, Map.of(4096L, text));
    FormatText.Argument argument = new FormatText.Argument(type, captured, "as gdb has it");
    assertEquals("[ab]", FormatText.of(format, List.of(argument)));
  }

  @Test
  void whatDoesNotFitIsAsTheDebuggerHasIt() {
    assertEquals("as gdb has it", formatted("%d", new Captured.Unreadable(16)));
    assertEquals("as gdb has it", formatted("%s", new Captured.Scalar(3)));
  }

  /// What the C library makes of it, through the program of the shell's package.
  private static String printf(String format, String value) {
    String plain = format.replace("ld", "d");
    String argument =
        plain.endsWith("c") ? Character.toString((char) Long.parseLong(value)) : value;
    return output(plain, argument);
  }

  /// The program computes with long doubles, which have other digits; Python's are doubles.
  private static String doubled(String format, String value) {
    Requirement.tool("python3");
    return Finished.run(
            List.of(
                "python3",
                "-c",
                "import sys; sys.stdout.write(sys.argv[1] % float(sys.argv[2]))",
                format,
                value))
        .output();
  }

  private static String output(String format, String value) {
    return Finished.run(List.of(Requirement.tool("printf").toString(), format, value)).output();
  }
}
