package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// Values of a program that writes into a file what Python shows of them.
final class SaidValues {
  private SaidValues() {}

  /// Of the process, and of a core of it.
  ///
  /// @param fixture writes lines `NAME\tREPR`, and waits in `main`
  /// @param expression that gives the value there, by its name
  static void areShown(
      Pythons.Python python, String fixture, Path directory, UnaryOperator<String> expression)
      throws IOException {
    Path said = Targets.said(directory);
    try (RunningFixture process = Fixture.startPython(python, fixture, said.toString())) {
      Map<String, String> expected = new TreeMap<>();
      for (String line : Files.readAllLines(said)) {
        expected.put(line.split("\t")[0], line.substring(line.indexOf('\t') + 1));
      }
      try (Snapshot live = LiveProcess.open(process.pid())) {
        assertEquals(expected, shown(live, expected, expression));
      }
      Path file = CoreMaker.gcore(process.pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        assertEquals(expected, shown(core, expected, expression));
      } finally {
        Files.delete(file);
      }
    }
  }

  private static Map<String, String> shown(
      Snapshot snapshot, Map<String, String> expected, UnaryOperator<String> expression) {
    Inspector inspector = Targets.inspector(snapshot);
    ScriptFrame main =
        inspector.stack(inspector.threads().getFirst(), Limits.DEFAULT).frames().stream()
            .filter(frame -> frame.function().equals("main"))
            .findFirst()
            .orElseThrow();
    Map<String, String> shown = new TreeMap<>();
    for (String name : expected.keySet()) {
      shown.put(name, shown(inspector, main, expression.apply(name)));
    }
    return shown;
  }

  private static String shown(Inspector inspector, ScriptFrame frame, String expression) {
    try {
      return inspector.evaluate(frame, expression, Limits.DEFAULT).value().text();
    } catch (UserError error) {
      return error.getMessage() + " / " + error.hint();
    }
  }
}
