package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.pmdb.fixture.Pythons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Real interpreters that stand still after writing down their own frames, values and state: what
/// is read must be what they wrote, from the process and from a core, with and without symbols, and
/// as far as it goes without the files that were mapped.
///
/// The numbers are published; `mvn test -Dtest=MatrixTest -Dpmdb.docs.write=true` writes the page
/// anew.
class MatrixTest {
  private static final Map<Pythons.Python, MatrixRow> MEASURED = new ConcurrentHashMap<>();

  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Pythons.allWithOld().stream();
  }

  static Stream<Pythons.Python> python2() {
    return Pythons.special(2, "").stream();
  }

  static Stream<Pythons.Python> python2Debug() {
    return Pythons.special(2, "d").stream();
  }

  static Stream<Pythons.Python> debug() {
    return Pythons.special(3, "d").stream();
  }

  static Stream<Pythons.Python> freeThreaded() {
    return Pythons.special(3, "t").stream();
  }

  @ParameterizedTest
  @MethodSource("python2")
  void readsPython2(Pythons.Python python) throws IOException {
    readsWhatTheTargetSays(python);
  }

  /// Objects begin with two more pointers.
  @ParameterizedTest
  @MethodSource("python2Debug")
  void readsPython2WithTracedReferences(Pythons.Python python) throws IOException {
    readsWhatTheTargetSays(python);
  }

  @ParameterizedTest
  @MethodSource("debug")
  void readsDebugBuilds(Pythons.Python python) throws IOException {
    readsWhatTheTargetSays(python);
  }

  @ParameterizedTest
  @MethodSource("freeThreaded")
  void readsFreeThreadedBuilds(Pythons.Python python) throws IOException {
    readsWhatTheTargetSays(python);
  }

  static Stream<Pythons.Python> newest() {
    return Pythons.special(3, "").stream();
  }

  @ParameterizedTest
  @MethodSource("newest")
  void readsTheNewestVersion(Pythons.Python python) throws IOException {
    readsWhatTheTargetSays(python);
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void readsWhatTheTargetSays(Pythons.Python python) throws IOException {
    MatrixRow row = MatrixRow.measure(python, directory);
    MEASURED.put(python, row);
    for (View view : View.values()) {
      mustMatch(row, view);
    }
    if (!MatrixPage.IS_WRITTEN) {
      assertEquals(List.of(), MatrixPage.read().contradictions(row), MatrixPage.HOW_TO_WRITE);
    }
  }

  private static void mustMatch(MatrixRow row, View view) {
    Tally tally = row.tally(view);
    tally.atLeast(Aspect.FRAMES, 80).atLeast(Aspect.VALUES, 250).atLeast(Aspect.EXCEPTIONS, 10);
    tally.allMatch(Aspect.THREADS, Aspect.FRAMES, Aspect.LINES, Aspect.COLUMNS);
    tally.allMatch(Aspect.EXCEPTIONS);
    if (view == View.WITHOUT_FILES) {
      tally.mostMatch(Aspect.VALUES, 80);
    } else {
      tally.allMatch(Aspect.VALUES, Aspect.TASKS, Aspect.CHAINS);
    }
    boolean named = view == View.LIVE || view == View.CORE;
    if (!row.needsSymbols() || named) {
      tally.allMatch(Aspect.GIL);
    }
    if (!row.needsSymbols() || (named && row.hasSymbols())) {
      tally.allMatch(Aspect.GC);
    }
  }

  @AfterAll
  static void write() throws IOException {
    if (MatrixPage.IS_WRITTEN) {
      MatrixPage.write(List.copyOf(MEASURED.values()));
    }
  }

  /// What the checkout names must be on the page, wherever it was written.
  @Test
  void thePageHasEveryBuildThatIsFetched() throws IOException {
    Assumptions.assumeFalse(MatrixPage.IS_WRITTEN, "the page is being written");
    String pom = Files.readString(Path.of("..", "fixtures", "pythons", "pom.xml"));
    Set<String> missing =
        Pattern.compile("<artifactId>cpython</artifactId>.*<version>([\\d.]+)-")
            .matcher(pom)
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertFalse(missing.isEmpty());
    missing.removeAll(MatrixPage.read().versions());
    assertEquals(Set.of(), missing, MatrixPage.HOW_TO_WRITE);
  }
}
