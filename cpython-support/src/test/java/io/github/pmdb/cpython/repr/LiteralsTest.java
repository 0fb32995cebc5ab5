package io.github.pmdb.cpython.repr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The expected texts are those of `repr` in CPython.
class LiteralsTest {
  @ParameterizedTest
  @CsvSource({
    "0.0, 0.0",
    "-0.0, -0.0",
    "1, 1.0",
    "0.1, 0.1",
    "-2.5, -2.5",
    "1e15, 1000000000000000.0",
    "9999999999999998, 9999999999999998.0",
    "1e16, 1e+16",
    "1.5e16, 1.5e+16",
    "1e-4, 0.0001",
    "1e-5, 1e-05",
    "1.25e-7, 1.25e-07",
    "1e22, 1e+22",
    "2e23, 2e+23",
    "1e100, 1e+100",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "2.2250738585072014e-308, 2.2250738585072014e-308",
    "4.9e-324, 5e-324",
    "123456.789, 123456.789",
    "Infinity, inf",
    "-Infinity, -inf",
    "NaN, nan"
  })
  void floats(double value, String text) {
    assertEquals(text, Literals.ofDouble(value));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1j",
    "-0.0, 1, (-0+1j)",
    "1, 2, (1+2j)",
    "1, -0.0, (1-0j)",
    "0, -0.0, -0j",
    "NaN, Infinity, (nan+infj)",
    "1.5, -1e20, (1.5-1e+20j)"
  })
  void complexes(double real, double imaginary, String text) {
    assertEquals(text, Literals.ofComplex(real, imaginary));
  }

  private static String quoted(String text) {
    return Literals.ofString(text.codePoints().toArray());
  }

  @Test
  void quotesAreChosenAsPythonDoes() {
    assertEquals("''", quoted(""));
    assertEquals("\"it's\"", quoted("it's"));
    assertEquals("'say \"x\"'", quoted("say \"x\""));
    assertEquals("'it\\'s \"x\"'", quoted("it's \"x\""));
  }

  @Test
  void whatCanNotBePrintedIsEscaped() {
    assertEquals("'a\\n\\r\\t\\\\\\x00\\x1b\\x7f'", quoted("a\n\r\t\\\0\u001b\u007f"));
    assertEquals("'caf\u00e9 \\xa0\\xad'", quoted("caf\u00e9 \u00a0\u00ad"));
    assertEquals("'\u20ac\\u2028\\ufeff\\ue000'", quoted("\u20ac\u2028\ufeff\ue000"));
    assertEquals("'\ud83d\ude00\\U0010ffff'", quoted("\ud83d\ude00\udbff\udfff"));
    assertEquals("'\\ud800'", Literals.ofString(new int[] {0xd800}));
    assertEquals("'\\Uffffffff'", Literals.ofString(new int[] {-1}), "damaged");
  }

  @Test
  void bytes() {
    assertEquals("b''", Literals.ofBytes(new byte[0]));
    byte[] all = {0, 'a', '\n', '\\', '\'', (byte) 0xff, 0x7f};
    assertEquals("b\"\\x00a\\n\\\\'\\xff\\x7f\"", Literals.ofBytes(all));
    byte[] both = "'\"".getBytes(StandardCharsets.US_ASCII);
    assertEquals("b'\\'\"'", Literals.ofBytes(both));
  }
}
