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
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is behind a dot in plain gdb and in pmdb.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class MembersAlikeTest {
  /// What is shown beside a value, and what is not there.
  private static final List<String> MORE =
      List.of(
          "--address thing.method",
          "--refcount thing.method",
          "--address words.append",
          "thing.method[0]",
          "thing.method.nope",
          "thing.method.__class__",
          "words.append.nope",
          "ratio.real.nope",
          "--address lazy.__dict__",
          "lazy.__dict__['nope']",
          "Thing.__dict__['nope']");

  @TempDir private Path directory;

  static Stream<Pythons.Python> pythons() {
    Stream<Pythons.Python> old = Pythons.specialsThere().filter(python -> python.major() == 2);
    return Stream.concat(old, Pythons.eachMinor().stream());
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void areShownAlike(Pythons.Python python) throws IOException {
    Path said = directory.resolve("said");
    try (RunningFixture running = Fixture.startPython(python, "members", said.toString())) {
      List<String> commands = new ArrayList<>(List.of("py-up 2"));
      MORE.forEach(more -> commands.add("py-print " + more));
      Files.readAllLines(said).forEach(line -> commands.add("py-print " + line.split("\t")[0]));
      String core = CoreMaker.gcore(running.pid(), directory).toString();
      String expected = PlainGdb.asPmdb(List.of("core", core), commands);
      assertTrue(expected.contains("'words.append.__self__' = ['a']"), expected);
      String shown = PlainGdb.in(directory).run(List.of("-c", core), commands);
      assertEquals(values(expected), values(shown));
    }
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void soAreObjectsWithReprsOfTheirOwn(Pythons.Python python) {
    try (RunningFixture running = Fixture.startPython(python, "own-reprs")) {
      PlainGdb.in(directory)
          .assertAlike(running, directory, List.of("py-up 2", "py-locals"), "<OwnList ...>");
    }
  }

  /// Without what pmdb says before an error, where gdb says nothing, and without the place that the
  /// hint below has for that.
  private static List<String> values(String output) {
    return output.lines().map(line -> line.replaceFirst("^pmdb: ", "").strip()).toList();
  }
}
