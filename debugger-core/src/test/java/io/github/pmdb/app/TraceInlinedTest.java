package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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

/// Functions that begin with what is inlined into them: a location that names one means its own
/// variables.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
final class TraceInlinedTest {
  private static final String CPP = "-x c++ -std=c++17 -Wl,--no-as-needed -lstdc++ ";
  private static final Pattern ITEM = Pattern.compile("([^,]+) = [^,]+(?:, |$)");

  private static final String WITHIN = "  return n * rate; /* within square */";
  private static final String BEGIN = "\\[\\d+] \\S+ \\d+ \\S+(?: .*?)?  (.*)";
  private static final Pattern HIT = Pattern.compile(BEGIN);
  private static final Pattern RETURN = Pattern.compile(BEGIN + "  took .*");

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
        gcc ? Fixture.compile("inlined", flags) : Fixture.compileByClang("inlined", flags);
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
                line -> line[0], Collectors.mapping(line -> line[1], Collectors.toList())));
  }

  /// What a command shows of the functions, with the items that the program logs.
  private void traced(RunningFixture target, String command, Pattern shown) throws IOException {
    target.ask("go 1");
    Map<String, List<String>> first = logged();
    List<String> functions = List.copyOf(first.keySet());
    for (String function : functions) {
      String items =
          ITEM.matcher(first.getOrDefault(function, List.of()).getFirst())
              .results()
              .map(item -> item.group(1))
              .collect(Collectors.joining(", "));
      session.say("%s -p %d %s print %s".formatted(command, target.pid(), function, items));
    }
    target.ask("go 2");
    Map<String, List<String>> all = logged();
    for (int i = 0; i < functions.size(); i++) {
      String function = functions.get(i);
      session.awaitTold("[%d] ".formatted(i + 1), 2);
      assertEquals(
          all.getOrDefault(function, List.of()).subList(1, 3), shown(shown, i + 1), function);
    }
  }

  private List<String> shown(Pattern pattern, int trace) {
    return session.told().stream()
        .filter(line -> line.startsWith("[%d] ".formatted(trace)))
        .map(pattern::matcher)
        .filter(line -> line.matches())
        .map(line -> line.group(1).replaceAll("0x[0-9a-f]+ ", ""))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gcc -O2", "clang -O2", "gcc " + CPP + "-O2", "clang " + CPP + "-O2"})
  void aFunctionsNameMeansItsOwnVariables(String build) throws IOException {
    try (RunningFixture target = start(build)) {
      traced(target, "trace", HIT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gcc -O2", "clang -O2", "gcc " + CPP + "-O2", "clang " + CPP + "-O2"})
  void itIsCalledThoughABreakpointIsInWhatIsInlined(String build) throws IOException {
    try (RunningFixture target = start(build)) {
      traced(target, "trace-return", RETURN);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gcc -O2", "clang -O2", "gcc " + CPP + "-O2", "clang " + CPP + "-O2"})
  void aLineAndAnInlinedFunctionsNameMeanWhatIsInlined(String build) throws IOException {
    int line = Files.readAllLines(Fixture.c("inlined")).indexOf(WITHIN) + 1;
    try (RunningFixture target = start(build)) {
      for (String each : List.of("inlined.c:" + line, "square")) {
        session.say("trace -p %d %s print n, rate".formatted(target.pid(), each));
      }
      target.ask("go 1");
      for (String each : List.of("[1] ", "[2] ")) {
        TraceSession.await(() ->
            session.told().stream()
                .anyMatch(
                    hit -> hit.startsWith(each) && hit.matches(".* square.*  n = 5, rate = 5")));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gcc -O2", "clang -O2"})
  void patternsAndConditionsAreOfTheFunctions(String build) throws IOException {
    try (RunningFixture target = start(build)) {
      session.say(
          "trace -p %d /plain|price/ if $arg2 == 5 || n == 2 print args".formatted(target.pid()));
      session.say("trace-tree -p %d /plain|price/".formatted(target.pid()));
      target.ask("go 2");
      session.awaitTold("[1] ", 3);
      session.awaitTold("<- ", 4);
      assertEquals(
          List.of("plain n = 1, m = 5", "price p = @, n = 2", "plain n = 2, m = 5"),
          session.told().stream()
              .filter(line -> line.startsWith("[1] "))
              .map(line -> line.replaceFirst(".* (\\w+)  ", "$1 ").replaceAll("0x[0-9a-f]+", "@"))
              .toList());
    }
  }
}
