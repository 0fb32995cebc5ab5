package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `py-exceptions` of pmdb and in plain gdb, line by line against what Python's own `traceback`
/// prints.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TracebacksAlikeTest {
  /// What is below the part of a line that failed.
  private static final Predicate<String> IS_MARK = Pattern.compile("[ |]*[~^]+").asMatchPredicate();

  @TempDir private Path directory;

  static Stream<Pythons.Python> pythons() {
    return Pythons.eachMinor().stream();
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void areLaidOutAsPythonDoes(Pythons.Python python) throws IOException {
    compare(python, marksOf(python));
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void whatFailedInALineIsMarkedAsPythonDoes(Pythons.Python python) throws IOException {
    compare(python, marksOf(python), "marks");
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void whatPythonCouldNotUnderstandIsShownAsItDoes(Pythons.Python python) throws IOException {
    compare(python, marksOf(python), "syntax");
  }

  @Test
  void aLargeGroupIsLaidOutAsPythonDoes() throws IOException {
    compare(Pythons.require(11), IS_MARK.negate(), "large");
  }

  /// Those of calls were others before 3.13.
  private static Predicate<String> marksOf(Pythons.Python python) {
    return python.minor() >= 13 ? _ -> true : IS_MARK.negate();
  }

  /// What is not shown is told.
  @Test
  void cutsAreTold() {
    Path said = directory.resolve("said");
    Pythons.Python python = Pythons.require(11);
    try (RunningFixture running =
        Fixture.startPython(python, "tracebacks", said.toString(), "endless")) {
      String core = CoreMaker.gcore(running.pid(), directory).toString();
      List<String> commands = List.of("py-exceptions");
      String printed = PlainGdb.asPmdb(List.of("core", core), commands);
      for (String cut :
          List.of(
              "[what it came of is not shown, 100 exceptions are",
              "100 of its 120 notes are shown]",
              "[0 of its 1 members are shown]",
              " of its 1201 members are shown]",
              "xx… (1201 sub-exceptions)")) {
        assertTrue(printed.contains(cut), cut);
      }
      assertEquals(printed, PlainGdb.in(directory).run(List.of("-c", core), commands));
    }
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void thatCodeWouldTellMoreIsTold(Pythons.Python python) {
    String said = directory.resolve("said").toString();
    try (RunningFixture running = Fixture.startPython(python, "tracebacks", said, "own")) {
      String core = CoreMaker.gcore(running.pid(), directory).toString();
      List<String> commands = List.of("py-exceptions");
      String printed = PlainGdb.asPmdb(List.of("core", core), commands);
      assertTrue(
          printed.contains("Own: args [Own.__str__ would tell more, and is not run]"), printed);
      assertEquals(printed, PlainGdb.in(directory).run(List.of("-c", core), commands));
    }
  }

  private void compare(Pythons.Python python, Predicate<String> shown, String... kind)
      throws IOException {
    Path said = directory.resolve("said");
    List<String> arguments = new ArrayList<>(List.of(said.toString()));
    arguments.addAll(List.of(kind));
    try (RunningFixture running =
        Fixture.startPython(python, "tracebacks", arguments.toArray(String[]::new))) {
      List<String> expected = Files.readAllLines(said).stream().filter(shown).toList();
      String core = CoreMaker.gcore(running.pid(), directory).toString();
      List<String> commands = List.of("py-exceptions");
      List<String> own = handled(PlainGdb.asPmdb(List.of("core", core), commands));
      assertEquals(expected, own.stream().filter(shown).toList());
      String plain = PlainGdb.in(directory).run(List.of("-c", core), commands);
      assertEquals(own, handled(plain));
    }
  }

  /// What stands behind the header of the thread, without the indentation.
  private static List<String> handled(String printed) {
    return printed
        .lines()
        .dropWhile(line -> !line.startsWith("Thread ") || !line.contains("(handling "))
        .skip(1)
        .takeWhile(line -> line.startsWith("  "))
        .map(line -> line.substring(2))
        .toList();
  }
}
