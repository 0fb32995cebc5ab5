package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What functions return that is no number: what a trace shows is what the program logs of it.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
final class TraceReturnedTest {
  private static final String CPP = "-x c++ -std=c++17 -Wl,--no-as-needed -lstdc++ -Wno-psabi ";
  private static final Pattern ITEM = Pattern.compile("(\\$retval[\\w.()\\[\\]]*) = ");

  /// `[1] 12:00:00.000000 4711 returned ret_two $retval = …, x = … took 1.0 µs`.
  private static final Pattern SHOWN =
      Pattern.compile("\\[\\d+] \\S+ \\d+ \\S+ ([\\w:]+)(?:[(\\[].*?[)\\]])?  (.*)  took .*");

  @TempDir Path directory;
  private final TraceSession session = new TraceSession();

  @AfterEach
  void end() {
    session.close();
  }

  private RunningFixture start(String build) {
    List<String> words = new ArrayList<>(Arrays.asList(build.split(" ")));
    boolean gcc = words.removeFirst().equals("gcc");
    String[] flags = words.toArray(String[]::new);
    Path program =
        gcc ? Fixture.compile("returned", flags) : Fixture.compileByClang("returned", flags);
    return Fixture.start(List.of(program.toString(), truth().toString()));
  }

  private Path truth() {
    return directory.resolve("truth");
  }

  /// What the program logged, by function.
  private Map<String, List<String>> logged() throws IOException {
    return Files.readAllLines(truth()).stream()
        .map(line -> line.split(": ", 2))
        .collect(
            Collectors.groupingBy(
                line -> line[0],
                LinkedHashMap::new,
                Collectors.mapping(line -> line[1], Collectors.toList())));
  }

  private Map<String, List<String>> shown() {
    return session.told().stream()
        .map(SHOWN::matcher)
        .filter(line -> line.matches())
        .collect(
            Collectors.groupingBy(
                line -> line.group(1).replaceFirst(".*:", ""),
                LinkedHashMap::new,
                Collectors.mapping(
                    line -> line.group(2).replaceAll("0x[0-9a-f]+ ", ""), Collectors.toList())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gcc -O0",
        "gcc -O2",
        "clang -O0",
        "clang -O2",
        "gcc " + CPP + "-O0",
        "gcc " + CPP + "-O2",
        "clang " + CPP + "-O0",
        "clang " + CPP + "-O2",
      })
  void whatIsReturnedIsShown(String build) throws IOException {
    try (RunningFixture target = start(build)) {
      target.ask("go 1");
      Map<String, List<String>> first = logged();
      first.forEach((function, lines) -> {
        String items =
            ITEM.matcher(lines.getFirst())
                .results()
                .map(item -> item.group(1))
                .collect(Collectors.joining(", "));
        String place = function.startsWith("ret_member") ? "maker::" + function : function;
        session.say("trace-return -p %d %s print %s".formatted(target.pid(), place, items));
      });
      target.ask("go 2");
      session.awaitTold(" took ", 2 * first.size());
      Map<String, List<String>> shown = shown();
      logged()
          .forEach((function, lines) ->
              assertEquals(lines.subList(1, 3), shown.get(function), function));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gcc -O2", "gcc " + CPP + "-O0"})
  void conditionsAreOnMembersOfIt(String build) throws IOException {
    try (RunningFixture target = start(build)) {
      session.say(
          "trace-return -p %d ret_small if $retval.b == 2 && $retval.a < 0 && n > 1 print n, $retval.c"
              .formatted(target.pid()));
      target.ask("go 3");
      session.awaitTold(" took ");
      assertEquals(Map.of("ret_small", List.of("n = 2, $retval.c = 97 'a'")), shown());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gcc -O0", "clang -O2"})
  void whatIsInVectorRegistersAloneIsRefused(String build) {
    try (RunningFixture target = start(build)) {
      for (List<String> each :
          List.of(
              List.of("out_floats print $retval", "$retval.x is in $xmm0, which a probe cannot"),
              List.of("out_longest print $retval", "$retval.d is in $st0, which a probe cannot"),
              List.of("out_vector print $retval", "$retval[0] is in $xmm0, which a probe"),
              List.of("ret_mixed print $retval.d", "returned in registers, and $retval.d is in"),
              List.of("ret_wide if $retval > 1", "the kernel computes with 64 bits"),
              List.of("ret_bits print $retval.low", "$retval.low is a bit field"))) {
        String told = refusal(target, each.getFirst());
        assertTrue(told.contains(each.getLast()), told);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gcc " + CPP + "-O2", "clang " + CPP + "-O2"})
  void whatIsInlinedWhereAFunctionBeginsReturnsNothing(String build) {
    try (RunningFixture target = start(build)) {
      session.say(
          "trace-return -p %d inlined_there print n, $retval.second".formatted(target.pid()));
      target.ask("go 1");
      session.awaitTold(" took ");
      assertEquals(Map.of("inlined_there", List.of("n = 1, $retval.second = 1")), shown());
    }
  }

  private String refusal(RunningFixture target, String spec) {
    return session.refusal("trace-return -p %d %s".formatted(target.pid(), spec)).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gcc " + CPP + "-O0", "clang " + CPP + "-O2"})
  void whatMayBeInMemoryIsNotGuessed(String build) {
    try (RunningFixture target = start(build)) {
      String told = refusal(target, "out_unsure print $retval");
      assertTrue(told.contains("does not tell whether copies of it run code"), told);
    }
  }
}
