package io.github.pmdb.gdb.symbols;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.snapshot.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Traces of a running program show what it logs itself.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TraceTest {
  private static final String PLACE =
      "logged.c:" + Fixture.lineOf(Fixture.c("logged"), "/* the place */");
  private static final String ALL =
      " print x, s->id, s->name, s->path, d, local, s->flags, s->col, s->ok, gcount, s->next->bf.b";

  private final Traced shared = new Traced();

  @AfterAll
  void end() {
    shared.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-O0", "-no-pie"})
  void aTraceShowsWhatTheProgramLogs(String flags) {
    try (Traced traced = new Traced(flags)) {
      List<String> all = traced.trace(PLACE + ALL, 50);
      assertEquals(traced.truth(), all);
      List<String> some = traced.trace(PLACE + " if x > 80" + ALL, 50);
      assertEquals(traced.truth().subList(81, 100), some);
    }
  }

  /// The variable of floating point is in a register then.
  @Test
  void optimisedCodeIsTracedToo() {
    try (Traced traced = new Traced("-O1")) {
      assertRefused(traced, PLACE + ALL, "it is in a register that a probe cannot read");
      List<String> lines = traced.trace(PLACE + ALL.replace(" d,", ""), 50);
      List<String> logged =
          traced.truth().stream().map(line -> line.replaceFirst("file\" \\S+", "file\"")).toList();
      assertEquals(logged, lines);
    }
  }

  /// Each with what it is for a call, by the call's number.
  private static final Map<String, LongPredicate> CONDITIONS =
      Map.ofEntries(
          Map.entry("s->col == GREEN", x -> x % 2 == 1),
          Map.entry("GREEN != s->col && x", x -> x % 2 == 0 && x != 0),
          Map.entry("!s->ok || s->id == -100", x -> x % 3 != 0 || x == 0),
          Map.entry("s->ok == 1", x -> x % 3 == 0),
          Map.entry("s->name[0] == 'n' && s->name[1] > '3'", x -> firstDigit(x * x) > '3'),
          Map.entry("s->next - s > 0", x -> x % 3 != 2),
          Map.entry("s->next - s == -2", x -> x % 3 == 2),
          Map.entry(
              "(x % 5 == 0 ? (long)s->ok : s->col == BLUE)", x -> x % (x % 5 == 0 ? 3 : 2) == 0),
          Map.entry("-x / 2 < -2 && *s->path == '/'", x -> x >= 6),
          Map.entry(
              "s->flags >> 1 == 3 || s->flags == 11u", x -> (x & 31) >> 1 == 3 || (x & 31) == 11),
          Map.entry("(s->bf.b & 3) == 0", x -> x % 4 == 0),
          Map.entry("sizeof *s > 8 && (int)s->l % 7 == -1", x -> x % 7 == 1),
          Map.entry("s->next->next->next == s", _ -> true),
          Map.entry("*(int *)(s->name - 4) == s->id", _ -> true));

  private static char firstDigit(long number) {
    return Long.toString(number).charAt(0);
  }

  @Test
  void conditionsAreThoseOfC() {
    try (Traced traced = new Traced()) {
      List<String> conditions = List.copyOf(CONDITIONS.keySet());
      List<String> lines = traced.trace(PLACE + " print x, " + String.join(", ", conditions), 40);
      assertEquals(40, lines.size());
      for (String line : lines) {
        String[] words = line.split(" ");
        for (int i = 0; i < conditions.size(); i++) {
          String condition = conditions.get(i);
          boolean holds =
              Objects.requireNonNull(CONDITIONS.get(condition)).test(Long.parseLong(words[0]));
          assertEquals(holds ? "1" : "0", words[i + 1], condition + " in call " + words[0]);
        }
      }
      assertEquals(
          List.of("43", "45", "47"),
          traced.trace(PLACE + " if s->col == GREEN && x > 41 print x", 8));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-O0", "-O2"})
  void referencesToStructsAreFollowed(String level) {
    String place =
        "logged.c:" + Fixture.lineOf(Fixture.c("logged"), "/* the references to structs */");
    try (Traced traced = new Traced("-x", "c++", "-std=c++20", "-Wno-narrowing", level)) {
      assertEquals(
          List.of("{a = 0, b = 11} {a = 0, b = 33} 11", "{a = 1, b = 11} {a = 1, b = 33} 11"),
          traced.trace(place + " print p, q, p.b", 2));
      assertEquals(
          List.of("{a = 2, b = 11} 33 {a = 2, b = 11}"),
          traced.trace("*hold print p, q.b, at->held", 1));
    }
    try (Traced traced = new Traced("-x", "c++", "-std=c++20", "-Wno-narrowing")) {
      assertEquals(
          List.of("{a = 0, b = 11} 11 {a = 0, b = 11} 11"),
          traced.trace(place + " print h.held, h.held.b, at->held, (&h.held)->b", 1));
    }
  }

  /// gdb's compiler takes a reference for the address that it is.
  @Test
  void referencesAreFollowed() {
    String place = "logged.c:" + Fixture.lineOf(Fixture.c("logged"), "/* the reference */");
    try (Traced traced = new Traced("-x", "c++", "-std=c++20", "-Wno-narrowing")) {
      assertEquals(
          List.of("-100 \"n0\" 1 2 BLUE", "-93 \"n1\" 2 3 GREEN", "-86 \"n4\" 3 4 BLUE"),
          traced.trace(place + " print who.id, who.name, count, count + 1, who.col", 3));
      assertEquals(
          List.of("5", "6"),
          traced.trace(place + " if count > 4 && who.col != RED print count", 3));
      assertEquals(List.of("-58 7"), traced.trace("*refer print who.id, count + 1", 1));
    }
  }

  @Test
  void errorsBelongToTheirValue() {
    try (Traced traced = new Traced()) {
      assertEquals(
          List.of("0 <division by zero> <cannot read 0x10> -100", "1 10 <cannot read 0x10> -93"),
          traced.trace(PLACE + " print x, 10 / x, *(int *)16, s->id", 2));
      assertEquals(
          List.of("<division by zero> <division by zero> <division by zero> 3 1"),
          traced.trace(PLACE + " print 7 / 0, 1 + 7 % 0, 7 / (1 - 1), 7 / 2, 7 % (1 + 1)", 1));
      assertEquals(
          List.of("<division by zero> <division by zero> <division by zero> 20"),
          traced.trace(PLACE + " print 7 / (int)0, 7 % (long)(0), 100 / RED, 100 / GREEN", 1));
      assertEquals(List.of(), traced.trace(PLACE + " if *(int *)16 print x", 3, 3));
    }
  }

  @Test
  void parametersAreKnownBeforeTheyAreStored() {
    try (Traced traced = new Traced()) {
      List<String> entry = traced.trace("*step print s->id, $arg2, s->col, $arg1->name", 3);
      assertEquals(List.of("-100 0 BLUE \"n0\"", "-93 1 GREEN \"n1\"", "-86 2 BLUE \"n4\""), entry);
      assertEquals(entry, after(traced, 3));
      assertRefused(traced, "*step print d", "the parameter d (double) is in no register");
    }
  }

  /// The same values of later calls, at the line, moved back by the calls in between.
  private static List<String> after(Traced traced, int calls) {
    return traced.truth().subList(0, calls).stream()
        .map(line -> line.split(" "))
        .map(words -> words[1] + " " + words[0] + " " + words[7] + " " + words[2])
        .toList();
  }

  @Test
  void typesOfMemoryMayBeNamed() {
    try (Traced traced = new Traced()) {
      List<String> lines =
          traced.trace("step print {int} s, *(char(*)[3])&s->name, {char [4]} s->path", 2);
      assertEquals(List.of("-100 \"n0\" \"/srv\"", "-93 \"n1\" \"/srv\""), lines);
      assertEquals(
          List.of("{-86, -1} {-86}"),
          traced.trace("step print *(short (*)[2])&s->id, *(int (*)[1])&s->id", 1));
    }
  }

  @Test
  void structsAreFormattedByTheirTypes() {
    try (Traced traced = new Traced()) {
      List<String> lines =
          traced.trace(PLACE + " print *s, s->bf, &s->bf == &s->bf, locals, args", 2);
      assertTrue(
          lines.getLast().startsWith("{id = -93, name = \"n1\", path = 0x"), lines.getLast());
      assertTrue(
          lines
              .getLast()
              .contains(
                  "bf = {b = -1, w = 0.125}, l = -1, ok = false} {b = -1, w = 0.125} 1 96 0x"),
          lines.getLast());
      assertTrue(lines.getLast().endsWith(" 1 0.15000000000000002"), lines.getLast());
    }
  }

  /// The words that the members lead to at the hit, and not those that the file has.
  @ParameterizedTest
  @ValueSource(strings = {"gcc -O0", "gcc -O2", "clang -O0", "clang -O2", "gcc -O0 -static"})
  void stringsThatMembersLeadToAreTold(String build) {
    List<String> flags = new ArrayList<>(List.of(build.split(" ")));
    boolean clang = flags.removeFirst().equals("clang");
    String[] all = flags.toArray(String[]::new);
    try (Traced traced =
        new Traced(
            clang ? Fixture.compileByClang("logged", all) : Fixture.compile("logged", all))) {
      List<String> lines = traced.trace(PLACE + " print *s", 20);
      for (int i = 0; i < 20; i++) {
        String logged = traced.truth().get(i).split(" ")[3];
        assertTrue(
            lines.get(i).matches(".*, path = 0x[0-9a-f]+ " + logged + ", next = 0x.*"),
            lines.get(i) + " for " + logged);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          nowhere                          | there is no function nowhere
          *step+2                          | is inside of an instruction
          step print nothing               | No symbol "nothing" in current context
          step print s->nothing            | There is no member named nothing
          step print d * 2                 | the kernel computes without floating point, and d is a double
          step if d > 1                    | the kernel computes without floating point, and d is a double
          step if *s                       | a condition is a number, and *s is a struct sess
          step if x = 3                    | an expression of a trace changes nothing
          step print x++                   | an expression of a trace changes nothing
          step print puts(s->name)         | puts is a call, and nothing of the program is run
          step if s->name == "n1"          | strings are not compared in the kernel: "n1"
          step print $arg4                 | there is no $arg4: step has 3 parameters
          step print $xmm0                 | it is no variable in memory
          """)
  void whatCannotBeHadIsToldWithItsReason(String spec, String why) {
    assertRefused(shared, spec, why);
  }

  private static void assertRefused(Traced traced, String spec, String why) {
    UserError error = assertThrows(UserError.class, () -> traced.trace(spec, 1));
    assertTrue(error.toString().contains(why), error.toString());
  }
}
