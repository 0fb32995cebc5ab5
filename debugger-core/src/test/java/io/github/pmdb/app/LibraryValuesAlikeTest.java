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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Objects of the standard library in plain gdb and in pmdb.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LibraryValuesAlikeTest {
  /// What classes, their metaclasses and their instances have, and what takes code to know.
  private static final List<String> PARTS =
      List.of(
          "Looked.kind",
          "Looked.computed",
          "Looked.own",
          "Looked.__mro__",
          "Looked.__bases__",
          "Looked.__name__",
          "Looked.__qualname__",
          "Looked.helper.__name__",
          "Looked.none",
          "kept[\"looked\"].kind",
          "kept[\"looked\"].helper.__name__",
          "kept[\"looked\"][\"k\"]",
          "kept[\"words\"][\"none\"]");

  @TempDir private Path directory;

  static Stream<Pythons.Python> pythons() {
    return Pythons.eachMinor().stream();
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void areShownAlike(Pythons.Python python) throws IOException {
    Path said = directory.resolve("said");
    try (RunningFixture running = Fixture.startPython(python, "library-values", said.toString())) {
      List<String> commands = new ArrayList<>(List.of("py-up 2"));
      PARTS.forEach(part -> commands.add("py-print " + part));
      try (Stream<String> lines = Files.lines(said)) {
        lines
            .map(line -> "py-print kept[\"%s\"]".formatted(line.split("\t")[0]))
            .forEach(commands::add);
      }
      String core = CoreMaker.gcore(running.pid(), directory).toString();
      String expected = PlainGdb.asPmdb(List.of("core", core), commands);
      assertTrue(expected.contains("= PosixPath('a/b/c.txt')"), expected);
      assertTrue(expected.contains("`Looked.__getitem__` would run"), expected);
      String shown = PlainGdb.in(directory).run(List.of("-c", core), commands);
      assertEquals(values(expected), values(shown));
    }
  }

  /// Without what pmdb says before an error, where gdb says nothing.
  private static List<String> values(String output) {
    return output
        .lines()
        .filter(line -> line.contains("kept[") || line.contains("Looked"))
        .map(line -> line.replaceFirst("^pmdb: ", ""))
        .toList();
  }

  /// What `LibraryValuesTest` asks of the reader in Java, by a queue that changes meanwhile.
  @Test
  void itemsThatAreReadAfterTheirLengthAreNotMoreThanThere() {
    String asked = "print(sequences.count([1], 5, 3), sequences.count([1, 2], 2, 3))";
    String command = "python from pmdb_python.objects import sequences; " + asked;
    assertEquals("1 3\n", PlainGdb.in(directory).run(List.of(), List.of(command)));
  }
}
