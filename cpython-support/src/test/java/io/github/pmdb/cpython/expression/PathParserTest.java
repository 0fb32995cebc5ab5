package io.github.pmdb.cpython.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.cpython.expression.Path.Attribute;
import io.github.pmdb.cpython.expression.Path.Item;
import io.github.pmdb.snapshot.UserError;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathParserTest {
  private static Key key(String text) {
    return ((Item) Path.parse("a" + text).steps().getFirst()).key();
  }

  private static Key whole(long value) {
    return new Key.Whole(BigInteger.valueOf(value));
  }

  @Test
  void stepsAreInOrder() {
    assertEquals(
        new Path(
            "a",
            List.of(
                new Attribute("b", ".b"),
                new Item(whole(1), "[1]"),
                new Item(new Key.Text("k"), "[ \"k\" ]"),
                new Attribute("_c9", ". _c9"))),
        Path.parse(" a.b[1] [ \"k\" ]. _c9 "));
    assertEquals(List.of(), Path.parse("größe").steps());
  }

  @Test
  void keysAreLiterals() {
    assertEquals(whole(-1), key("[-1]"));
    assertEquals(whole(255), key("[0xff]"));
    assertEquals(whole(-1000), key("[-1_000]"));
    assertEquals(
        new Key.Whole(new BigInteger("123456789012345678901234567890")),
        key("[123456789012345678901234567890]"));
    assertEquals(new Key.Real(2.5), key("[2.5]"));
    assertEquals(new Key.Real(1000), key("[1e3]"));
    assertEquals(new Key.Nothing(), key("[None]"));
    assertThrows(UserError.class, () -> key("[0x_]"));
    assertEquals(whole(1), key("[True]"));
    assertEquals(new Key.Text("a'\n\"\u00e4\\"), key("['a\\'\\n\"\\xe4\\\\']"));
    assertEquals(new Key.Text("[x].y"), key("[\"[x].y\"]"));
    assertEquals(new Key.Text("\ud83d\ude00"), key("['\\U0001f600']"));
    assertEquals(new Key.Raw("\u00ff"), key("[b'\\xff']"));
    assertEquals(new Key.Several(List.of(whole(1), new Key.Text("x"))), key("[1, 'x']"));
    assertEquals(key("[1, 'x']"), key("[(1, 'x',)]"));
    assertEquals(new Key.Several(List.of(whole(1))), key("[(1,)]"));
    assertEquals(whole(1), key("[(1)]"));
    assertEquals(new Key.Several(List.of()), key("[()]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1a | a name is wanted before `1a`",
        "a. | a name is wanted at the end",
        "a..b | a name is wanted before `.b`",
        "a[ | an index or a key written out",
        "a[] | an index or a key is wanted at the end",
        "a[b] | an index or a key written out",
        "a[1:2] | a ] is wanted before `:2]`",
        "a['x] | a closing ' is wanted at the end",
        "a['\\xg0'] | 2 hexadecimal digits",
        "a['\\Uffffffff'] | 8 hexadecimal digits",
        "a() | .attribute or [key] is wanted before `()`",
        "a + b | .attribute or [key] is wanted before `+ b`"
      })
  void whatIsNoPathIsToldWithItsPlace(String text, String message) {
    UserError error = assertThrows(UserError.class, () -> Path.parse(text));
    assertTrue(("" + error.getMessage()).contains(message), error::getMessage);
    assertTrue(error.hint().contains("nothing is called"));
  }

  @Test
  void anyTextIsAPathOrAnError() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String letters = "a.['\"]()1,\\xub-eN_0 ";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder("a");
      for (int n = random.nextInt(30); n > 0; n--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      try {
        Path.parse(text.toString());
      } catch (UserError expected) {
        assertTrue(!expected.hint().isEmpty(), () -> "seed " + seed);
      }
    }
  }
}
