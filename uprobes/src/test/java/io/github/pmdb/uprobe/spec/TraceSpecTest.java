package io.github.pmdb.uprobe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.snapshot.UserError;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TraceSpecTest {
  @Test
  void readsAllItsParts() {
    TraceSpec spec =
        TraceSpec.parse("server.c:120 if req->len > 4096 print req->id, f(a, b), bt, locals");
    assertEquals(new Part("server.c:120", 0), spec.location());
    assertEquals(Optional.of(new Part("req->len > 4096", 16)), spec.condition());
    assertEquals(
        List.of(
            new Item.Expression(new Part("req->id", 38)),
            new Item.Expression(new Part("f(a, b)", 47)),
            new Item.Backtrace(32, false),
            new Item.Locals(new Part("locals", 60))),
        spec.items());
  }

  @Test
  void aLocationIsEnough() {
    TraceSpec spec = TraceSpec.parse("  *0x401136 ");
    assertEquals(new Part("*0x401136", 2), spec.location());
    assertEquals(Optional.empty(), spec.condition());
    assertEquals(List.of(), spec.items());
  }

  @Test
  void wordsInsideOthersAndQuotesAreNoWords() {
    TraceSpec spec =
        TraceSpec.parse("ns::print_if if c == ' ' && x[\"if print\"] print printer, a.if");
    assertEquals("ns::print_if", spec.location().text());
    assertEquals("c == ' ' && x[\"if print\"]", spec.condition().orElseThrow().text());
    assertEquals(
        List.of("printer", "a.if"),
        spec.items().stream().map(item -> ((Item.Expression) item).part().text()).toList());
  }

  @Test
  void aBracketMayFollowIf() {
    assertEquals("(x)", TraceSpec.parse("f if(x) print x").condition().orElseThrow().text());
  }

  @Test
  void aFormatHasItsExpressions() {
    TraceSpec spec = TraceSpec.parse("f print \"id %-5ld,\\t%.3s 100%%\\n\", s->id, s->name, bt 3");
    Format format = spec.format().orElseThrow();
    assertEquals(List.of("id ", ",\t", " 100%\n"), format.texts());
    assertEquals(
        List.of(new Format.Conversion("-", 5, -1, 8, 'd'), new Format.Conversion("", 0, 3, 8, 's')),
        format.conversions());
    assertEquals(new Item.Backtrace(3, false), spec.items().getLast());
  }

  @Test
  void aStringWithoutConversionsIsWords() {
    assertEquals(
        List.of("hello"), TraceSpec.parse("f print \"hello\", bt").format().orElseThrow().texts());
    TraceSpec spec = TraceSpec.parse("f print \"x:\", x, \"100%%\\t\"");
    assertTrue(spec.format().isEmpty());
    assertEquals(
        List.of(
            new Item.Text("x:"), new Item.Expression(new Part("x", 14)), new Item.Text("100%\t")),
        spec.items());
  }

  @Test
  void framesOfScripts() {
    List<Item> items =
        TraceSpec.parse("f print py, py-bt, py-bt 5, (py), pyx, js, js-bt 3").items();
    assertEquals(
        List.of(
            new Item.Script(new Part("py", 8), "Python", 1),
            new Item.Script(new Part("py-bt", 12), "Python", 32),
            new Item.Script(new Part("py-bt 5", 19), "Python", 5),
            new Item.Expression(new Part("(py)", 28)),
            new Item.Expression(new Part("pyx", 34)),
            new Item.Script(new Part("js", 39), "JavaScript", 1),
            new Item.Script(new Part("js-bt 3", 43), "JavaScript", 3)),
        items);
    assertThrows(UserError.class, () -> TraceSpec.parse("f print py-bt 101"));
    assertThrows(UserError.class, () -> TraceSpec.parse("f print py-bt 0"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          print x                 | 0  | a location is missing: a function, FILE:LINE or *ADDRESS
          f if print x            | 5  | a condition is missing behind `if`
          f print                 | 7  | an expression is missing here
          f print a,, b           | 10 | an expression is missing here
          f print a,              | 10 | an expression is missing here
          f if (a print b         | 5  | this bracket is not closed
          f if (a] print b        | 7  | this bracket closes nothing
          f print a)              | 9  | this bracket closes nothing
          f print "%d             | 8  | this quote is not closed
          f print "%d", a, b      | 8  | the format has 1 conversions for 2 expressions
          f print "%y", a         | 8  | no conversion of printf: %y
          f print "%d" a          | 8  | a format ends with a quote, and a comma before what it prints
          f print a, "%d"         | 11 | a format stands in front of all that is printed
          f print bt 1000         | 8  | a backtrace has 1 to 127 frames
          """)
  void whatIsWrongIsMarked(String text, int position, String what) {
    UserError error = assertThrows(UserError.class, () -> TraceSpec.parse(text));
    assertEquals(what, String.valueOf(error.getMessage()));
    String marked = text + "\n" + " ".repeat(position) + "^\n";
    assertTrue(error.hint().startsWith(marked), error.hint());
  }
}
