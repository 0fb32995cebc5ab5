package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.cpython.TrueTasks.TrueFrame;
import io.github.pmdb.cpython.layout.Learnt;
import io.github.pmdb.cpython.locate.PythonRuntime;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.GeneratorInspector;
import io.github.pmdb.interpreter.GeneratorInspector.Generator;
import io.github.pmdb.interpreter.GeneratorInspector.GeneratorReport;
import io.github.pmdb.interpreter.GeneratorInspector.State;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Generators wherever they are kept, compared with what Python says of them itself.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class GeneratorsTest {
  private static final int MOST = 1_000;

  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Pythons.allWithOld().stream();
  }

  static Stream<Pythons.Python> oldPythons() {
    return Pythons.special(2, "").stream();
  }

  static Stream<Pythons.Python> debugBuilds() {
    return Pythons.special(3, "d").stream();
  }

  static Stream<Pythons.Python> freeThreaded() {
    return Pythons.special(3, "t").stream();
  }

  /// @param awaits type of what the last one delegates to, empty for none
  private record Seen(
      String kind, String name, State state, List<TrueFrame> frames, String awaits) {}

  /// @param inner those that another one delegates to
  private record Truth(Map<Long, Seen> all, Set<Long> inner) {
    static Truth read(Path file) throws IOException {
      Map<Long, Seen> all = new TreeMap<>();
      Set<Long> inner = new HashSet<>();
      long last = 0;
      for (String line : Files.readAllLines(file)) {
        String[] fields = line.split("\t", -1);
        switch (fields[0]) {
          case "generator" -> {
            last = Long.parseLong(fields[1]);
            State state = State.valueOf(fields[4]);
            all.put(last, new Seen(fields[2], text(fields[3]), state, new ArrayList<>(), ""));
          }
          case "frame" ->
              Objects.requireNonNull(all.get(last))
                  .frames()
                  .add(
                      new TrueFrame(text(fields[1]), text(fields[2]), Integer.parseInt(fields[3])));
          case "awaits" ->
              all.computeIfPresent(
                  last,
                  (_, seen) ->
                      new Seen(seen.kind(), seen.name(), seen.state(), seen.frames(), fields[1]));
          default -> inner.add(Long.parseLong(fields[1]));
        }
      }
      return new Truth(all, inner);
    }

    private static String text(String hex) {
      return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
    }

    Map<Long, Seen> outer() {
      Map<Long, Seen> outer = new TreeMap<>(all);
      outer.keySet().removeAll(inner);
      return outer;
    }
  }

  private static Map<Long, Seen> seen(GeneratorReport report) {
    assertEquals(List.of(), report.problems());
    Map<Long, Seen> found = new TreeMap<>();
    for (Generator generator : report.generators()) {
      assertEquals("", generator.problem());
      found.put(
          generator.address(),
          new Seen(
              generator.kind(),
              generator.name(),
              generator.state(),
              generator.frames().stream().map(f -> frame(f, generator.state())).toList(),
              generator.awaits()));
    }
    return found;
  }

  /// One that runs has gone on after it wrote down where it is.
  private static TrueFrame frame(ScriptFrame frame, State state) {
    return new TrueFrame(frame.function(), frame.file(), state == State.RUNNING ? 0 : frame.line());
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void aRunningProcessTellsWhatPythonTells(Pythons.Python python) throws IOException {
    compareLive(python);
  }

  @ParameterizedTest
  @MethodSource("debugBuilds")
  void aDebugBuildTellsTheSame(Pythons.Python python) throws IOException {
    compareLive(python);
  }

  /// Those have no lists of their objects.
  @ParameterizedTest
  @MethodSource("freeThreaded")
  void freeThreadedBuildsAreLookedThrough(Pythons.Python python) throws IOException {
    compareLive(python);
    compareLive(python, "-X", "dev");
    Path said = Targets.said(directory);
    try (RunningFixture process = Targets.startStill(python, "generators.py", said)) {
      Path file = CoreMaker.gcore(process.pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        compare(Truth.read(said), inspector(core));
      } finally {
        Files.delete(file);
      }
    }
  }

  /// Python 2 has no coroutines and nothing to delegate with.
  @ParameterizedTest
  @MethodSource("oldPythons")
  void pythonTwoTellsItsGenerators(Pythons.Python python) throws IOException {
    Path said = Targets.said(directory);
    try (RunningFixture process = Targets.startStill(python, "generators2.py", said);
        Snapshot live = LiveProcess.open(process.pid())) {
      Map<Long, Seen> truth = Truth.read(said).all();
      assertEquals(3, truth.size());
      assertEquals(lines(truth), lines(seen(inspector(live).generators("", MOST))));
    }
  }

  private static void compareLive(Pythons.Python python, String... options) throws IOException {
    Path said = Targets.said(directory);
    try (RunningFixture process = Targets.startStill(python, "generators.py", said, options);
        Snapshot live = LiveProcess.open(process.pid())) {
      compare(Truth.read(said), inspector(live));
    }
  }

  private static void compare(Truth truth, GeneratorInspector inspector) {
    assertEquals(lines(truth.outer()), lines(seen(inspector.generators("", MOST))));
    Map<Long, Seen> numbers =
        truth.all().entrySet().stream()
            .filter(entry -> entry.getValue().name().equals("numbers"))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    assertFalse(numbers.isEmpty());
    assertEquals(lines(new TreeMap<>(numbers)), lines(seen(inspector.generators("numbers", MOST))));
    assertEquals(1, inspector.generators("method", MOST).total(), "without its class's name");
    assertEquals(0, inspector.generators("thod", MOST).total(), "a part of a name");
    GeneratorReport two = inspector.generators("", 2);
    assertEquals(2, two.generators().size());
    assertTrue(two.problems().getFirst().what().startsWith("2 of "), two::toString);
  }

  /// The lists of the garbage collector are found where a release has moved them.
  @Test
  void movedListsAreFoundInACore() throws IOException {
    Path said = Targets.said(directory);
    try (RunningFixture process = Targets.startStill(Pythons.any(), "generators.py", said)) {
      Path file = CoreMaker.gcore(process.pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        Truth truth = Truth.read(said);
        compare(truth, inspector(core));
        compare(truth, new CPythonInspector(core, moved(core)));
      } finally {
        Files.delete(file);
      }
    }
  }

  private static PythonRuntime moved(Snapshot core) {
    PythonRuntime found = Targets.runtime(core);
    int lists = found.layout().offset("interp.gc_generations");
    int permanent = found.layout().offset("interp.gc_permanent");
    return new PythonRuntime(
        found.file(),
        found.runtime(),
        found.headSlot(),
        found.interpreter(),
        found
            .layout()
            .with(
                Map.of("interp.gc_generations", lists + 8, "interp.gc_permanent", permanent + 8),
                Learnt.BUNDLED),
        found.globals(),
        found.evidence());
  }

  private static String lines(Map<Long, Seen> generators) {
    StringBuilder text = new StringBuilder();
    generators.forEach(
        (address, seen) -> text.append(address).append(' ').append(seen).append('\n'));
    return text.toString();
  }

  private static GeneratorInspector inspector(Snapshot snapshot) {
    return assertInstanceOf(GeneratorInspector.class, Targets.inspector(snapshot));
  }
}
