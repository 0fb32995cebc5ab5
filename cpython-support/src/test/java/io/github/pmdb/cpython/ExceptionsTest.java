package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.ExceptionInspector;
import io.github.pmdb.interpreter.ExceptionInspector.Raised;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptException;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Exceptions are what the target's own `traceback` printed of them.
class ExceptionsTest {
  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Pythons.allWithOld().stream();
  }

  @BeforeAll
  static void program() throws IOException {
    for (String program : List.of("exceptions.py", "exceptions2.py")) {
      try (InputStream in = ExceptionsTest.class.getResourceAsStream(program)) {
        Files.copy(Objects.requireNonNull(in), directory.resolve(program));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void chainsAreWhatTracebackPrints(Pythons.Python python) throws IOException {
    compare(python, "opens");
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void whatIsSuppressedIsNotShown(Pythons.Python python) throws IOException {
    compare(python, "hides");
  }

  static Stream<Arguments> python2() {
    return Stream.of("", "d")
        .flatMap(flags -> Pythons.special(2, flags).stream())
        .flatMap(python ->
            Stream.of("fails", "opens", "spells", "misses").map(kind -> arguments(python, kind)));
  }

  /// Its exceptions know neither their traceback nor those they came of.
  @ParameterizedTest
  @MethodSource("python2")
  void exceptionsOfPython2(Pythons.Python python, String kind) throws IOException {
    compare(python, kind);
  }

  private static void compare(Pythons.Python python, String kind) throws IOException {
    Path said = Files.createTempFile(directory, "said", "");
    try (RunningFixture process = start(python, kind, said)) {
      List<String> truth = essence(Files.readAllLines(said));
      try (Snapshot live = LiveProcess.open(process.pid())) {
        assertEquals(truth, lines(handled(live)));
      }
      Path file = CoreMaker.gcore(process.pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        assertEquals(truth, lines(handled(core)));
      }
      Files.delete(file);
    }
  }

  @ParameterizedTest
  @MethodSource("withGroups")
  void groupsAndNotes(Pythons.Python python) throws IOException {
    Path said = Files.createTempFile(directory, "said", "");
    try (RunningFixture process = start(python, "group", said);
        Snapshot live = LiveProcess.open(process.pid())) {
      ScriptException group = handled(live).getLast();
      assertEquals("ExceptionGroup", group.type());
      assertEquals("both (3 sub-exceptions)", group.text());
      assertEquals(
          List.of("1", "inner (1 sub-exception)"),
          group.members().stream().skip(1).map(List::getLast).map(ScriptException::text).toList());
      ScriptException cause = handled(live).get(handled(live).size() - 2);
      assertEquals(List.of("first note", "second 猫"), cause.notes());
      assertEquals(ScriptException.Relation.CAUSE, cause.relation());
      assertEquals("Own", group.members().get(2).getLast().members().getFirst().getLast().type());
    }
  }

  static Stream<Pythons.Python> withGroups() {
    return Pythons.all().stream().filter(python -> python.minor() >= 11);
  }

  private static RunningFixture start(Pythons.Python python, String kind, Path said) {
    RunningFixture process =
        RunningFixture.start(
            List.of(
                python.program().toString(),
                directory
                    .resolve(python.major() == 2 ? "exceptions2.py" : "exceptions.py")
                    .toString(),
                kind,
                said.toString()));
    process.awaitReady();
    return process;
  }

  private static List<ScriptException> handled(Snapshot snapshot) {
    Inspector inspector = Targets.inspector(snapshot);
    List<Raised> raised =
        assertInstanceOf(ExceptionInspector.class, inspector)
            .exceptions(inspector.threads().getFirst(), Limits.DEFAULT);
    assertEquals(List.of("handling"), raised.stream().map(Raised::state).toList());
    return raised.getFirst().chain();
  }

  /// The lines that tell something, without the source.
  private static List<String> essence(List<String> lines) {
    return lines.stream().filter(line -> !line.isBlank() && !line.startsWith("    ")).toList();
  }

  private static List<String> lines(List<ScriptException> chain) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < chain.size(); i++) {
      ScriptException exception = chain.get(i);
      assertEquals("", exception.problem());
      lines.add("Traceback (most recent call last):");
      exception
          .frames()
          .forEach(f ->
              lines.add(
                  "  File \"%s\", line %d, in %s"
                      .formatted(
                          f.file(),
                          f.line(),
                          f.function().substring(f.function().lastIndexOf('.') + 1))));
      String type = exception.type();
      lines.add(exception.text().isEmpty() ? type : type + ": " + exception.text());
      switch (exception.relation()) {
        case CAUSE ->
            lines.add("The above exception was the direct cause of the following exception:");
        case CONTEXT ->
            lines.add("During handling of the above exception, another exception occurred:");
        case NONE -> {}
      }
    }
    return lines;
  }
}
