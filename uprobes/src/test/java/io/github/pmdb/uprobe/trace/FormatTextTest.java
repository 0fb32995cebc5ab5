package io.github.pmdb.uprobe.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.uprobe.event.Captured;
import io.github.pmdb.uprobe.spec.Format;
import io.github.pmdb.uprobe.spec.TraceSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FormatTextTest {
  private static String formatted(String format, Captured captured) {
    Format parsed = TraceSpec.parse("f print \"" + format + "\", x").format().orElseThrow();
    return FormatText.of(parsed, List.of(new FormatText.Argument(captured, "as gdb has it")));
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
    "a%db, 1"
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
    "%g, 0"
  })
  void floatingPointIsAsPrintfHasIt(String format, String value) {
    byte[] bytes =
        ByteBuffer.allocate(Double.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putDouble(Double.parseDouble(value))
            .array();
    assertEquals(doubled(format, value), formatted(format, new Captured.Block(bytes)));
  }

  @Test
  void stringsAreWithoutQuotes() {
    byte[] bytes = "name\u001b".getBytes(StandardCharsets.UTF_8);
    assertEquals("[name\u001b]", formatted("[%s]", new Captured.Text(bytes, false)));
    assertEquals("[na]", formatted("[%.2s]", new Captured.Text(bytes, false)));
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
