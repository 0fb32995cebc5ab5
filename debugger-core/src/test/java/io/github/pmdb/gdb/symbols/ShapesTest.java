package io.github.pmdb.gdb.symbols;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.snapshot.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a trace shows of an expression is what the program logs of it, or the expression is refused
/// with the reason, whatever compiler made the program.
@Timeout(180)
final class ShapesTest {
  private static final int CALLS = 7;
  private static final String CPP =
      "-x c++ -Wno-narrowing -fno-exceptions -Wl,--no-as-needed -lstdc++ ";

  private static final List<String> MEMBERS =
      List.of("x", "a", "this->a", "base", "other", "ns::A::shared", "ns::A::a");
  private static final List<String> ELSEWHERE =
      List.of("pair->second", "amount", "unused", "given");

  /// What no build has: arguments where a class has constructors.
  private static final List<String> OUT_OF_REACH = List.of("given");

  private static Path build(String compilerAndFlags) {
    List<String> words = new ArrayList<>(List.of(compilerAndFlags.split(" ")));
    String compiler = words.removeFirst();
    String[] flags = words.toArray(String[]::new);
    return compiler.equals("gcc")
        ? Fixture.compile("shapes", flags)
        : Fixture.compileByClang("shapes", flags);
  }

  private static String place(String mark) {
    return "shapes.c:" + Fixture.lineOf(Fixture.c("shapes"), "/* " + mark + " */");
  }

  /// What the program logged of each expression, one value for each call.
  private static Map<String, List<String>> truth(Traced traced) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String line : traced.truth()) {
      int equals = line.lastIndexOf(" = ");
      if (line.startsWith("matrix = ")) {
        equals = "matrix".length();
      }
      values
          .computeIfAbsent(line.substring(0, equals), _ -> new ArrayList<>())
          .add(line.substring(equals + 3));
    }
    return values;
  }

  private record Found(List<String> refused, List<String> wrong) {}

  private static Found compare(Traced traced, String mark) {
    Found found = new Found(new ArrayList<>(), new ArrayList<>());
    traced.trace(place(mark) + " print 1", CALLS);
    for (String expression : List.copyOf(truth(traced).keySet())) {
      if (!ELSEWHERE.contains(expression)
          && MEMBERS.contains(expression) == mark.equals("the member")) {
        compare(traced, place(mark), expression, found);
      }
    }
    return found;
  }

  private static void compare(Traced traced, String location, String expression, Found found) {
    try {
      List<String> shown = traced.trace(location + " print " + expression, CALLS);
      List<String> all = Objects.requireNonNull(truth(traced).get(expression));
      List<String> logged = all.subList(all.size() - CALLS, all.size());
      if (!IntStream.range(0, CALLS).allMatch(i -> agrees(shown.get(i), logged.get(i)))) {
        found.wrong.add("%s: shown %s, logged %s".formatted(expression, shown, logged));
      }
    } catch (UserError e) {
      found.refused.add(expression + ": " + e.getMessage());
    }
  }

  /// A part of a value that is not to be had is told in its place.
  private static boolean agrees(String shown, String logged) {
    String numbers =
        Arrays.stream(shown.split("<(optimized out|[^<>]*that a probe cannot (read|follow))>", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining("-?\\d+"));
    return logged.matches(numbers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gcc -O0",
        "gcc -O2",
        "gcc -O0 -no-pie -static",
        "gcc -O2 -gdwarf-5 -no-pie",
        "clang -O0",
        "clang -O0 -gdwarf-5",
        "clang -O2",
        "gcc " + CPP + "-O0",
        "gcc " + CPP + "-O2",
        "clang " + CPP + "-O0",
        "clang " + CPP + "-O2",
      })
  void valuesAreThoseOfTheProgramOrAreRefused(String build) {
    try (Traced traced = new Traced(build(build))) {
      Found found = compare(traced, "the place");
      if (build.contains("c++")) {
        Found members = compare(traced, "the member");
        for (String each : MEMBERS) {
          compare(traced, "*&'ns::A::large(int)'", each, members);
        }
        compare(traced, "*make", "given", members);
        found.refused.addAll(members.refused);
        found.wrong.addAll(members.wrong);
      }
      for (String each : List.of("pair->second", "amount", "unused")) {
        compare(traced, "*part", each, found);
      }
      assertEquals(List.of(), found.wrong, build);
      if (build.contains("-O0")) {
        found.refused.removeIf(
            each -> OUT_OF_REACH.contains(each.substring(0, each.indexOf(": "))));
        assertEquals(List.of(), found.refused, build);
      }
    }
  }

  /// The file has other characters where the pointer leads to than the process.
  @Test
  void pointersInStructsShowTheProcessAndNotTheFile() {
    try (Traced traced = new Traced(build("gcc -no-pie"))) {
      List<String> lines = traced.trace(place("the place") + " print *n, nodes, n->text", 2);
      assertFalse(lines.toString().contains("from the file"), lines.toString());
      assertTrue(
          lines
              .getFirst()
              .matches("\\{text = 0x[0-9a-f]+ <changing> \"call 0\", next = .*\"call 0\""),
          lines.getFirst());
    }
  }
}
