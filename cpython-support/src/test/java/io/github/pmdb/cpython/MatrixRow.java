package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Pythons.Python;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What was compared of one build.
///
/// @param built how, as far as it matters to a debugger
record MatrixRow(Python python, String built, Map<View, Tally> tallies) {
  private static final int MOST_TASKS = 1_000;
  private static final String SYMBOLS = "symbols";

  Tally tally(View view) {
    return Objects.requireNonNull(tallies.get(view));
  }

  /// Up to 3.6 the state of the runtime is in variables that only symbols tell: `collecting` only
  /// those of `.symtab`.
  boolean needsSymbols() {
    return python.major() == 2 || python.minor() < 7;
  }

  boolean hasSymbols() {
    return built.contains(SYMBOLS);
  }

  /// Builds without extension modules have no asyncio.
  private boolean hasTasks() {
    return python.major() == 3 && python.minor() >= 7 && python.imports("asyncio");
  }

  /// `3.13.5t`
  String version() {
    return python.version() + python.flags();
  }

  /// Runs each of the programs once and looks at it in every way.
  static MatrixRow measure(Python python, Path directory) throws IOException {
    Map<View, Tally> tallies = new EnumMap<>(View.class);
    for (View view : View.values()) {
      tallies.put(view, new Tally());
    }
    MatrixRow row = new MatrixRow(python, stacks(python, directory, tallies), tallies);
    row.runtime(directory);
    if (row.hasTasks()) {
      row.tasks(directory);
    }
    return row;
  }

  /// @return how the interpreter is built
  private static String stacks(Python python, Path directory, Map<View, Tally> tallies)
      throws IOException {
    List<String> built = new ArrayList<>();
    try (Targets target = Targets.truthful(python, directory)) {
      View.each(
          target.process(),
          directory,
          (view, snapshot) -> {
            Tally tally = Objects.requireNonNull(tallies.get(view));
            Inspector inspector = Targets.inspector(snapshot);
            String build = python.flags().contains("t") ? "t" : "";
            assertEquals("CPython " + python.version() + build, inspector.title());
            Comparison.add(inspector, target.truth(), tally);
            RuntimeComparison.collecting(inspector, false, tally);
            if (view == View.LIVE) {
              built.add(built(python, snapshot));
            }
          });
    }
    return built.getFirst();
  }

  private void runtime(Path directory) throws IOException {
    Path said = Targets.said(directory);
    try (RunningFixture process = Targets.startComputing(python, "runtime.py", said)) {
      TrueRuntime truth = TrueRuntime.read(said);
      View.each(
          process,
          directory,
          (view, snapshot) -> {
            Inspector inspector = Targets.inspector(snapshot);
            assertTrue(inspector.facts().getFirst().startsWith("version " + python.version()));
            assertEquals(truth.debug(), inspector.facts().contains("debug build"), view::title);
            RuntimeComparison.add(inspector, truth, tally(view));
          });
    }
  }

  private void tasks(Path directory) throws IOException {
    Path said = Targets.said(directory);
    try (RunningFixture process = Targets.start(python, "tasks.py", said)) {
      TrueTasks truth = TrueTasks.read(said);
      View.each(
          process,
          directory,
          (view, snapshot) ->
              TaskComparison.add(
                  TasksTest.report(snapshot, MOST_TASKS), truth, process.pid(), tally(view)));
    }
  }

  private static String built(Python python, Snapshot live) {
    LoadedObject holder =
        live.objects().stream()
            .filter(o -> o.name().startsWith("libpython"))
            .findFirst()
            .or(() -> live.objects().stream().filter(LoadedObject::isExecutable).findFirst())
            .orElseThrow();
    List<String> parts = new ArrayList<>();
    parts.add(holder.isExecutable() ? "static" : "shared");
    parts.add(holder.symbols().section(".symtab").isPresent() ? SYMBOLS : "stripped");
    if (python.flags().contains("d")) {
      parts.add("debug");
    }
    if (python.flags().contains("t")) {
      parts.add("free-threaded");
    }
    return String.join(", ", parts);
  }
}
