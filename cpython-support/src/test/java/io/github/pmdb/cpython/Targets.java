package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.github.pmdb.cpython.locate.PythonRuntime;
import io.github.pmdb.cpython.locate.RuntimeSearch;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Interpreter.Detection;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.procfs.file.ProcStatus;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// A program that stands still, and what it said of itself.
record Targets(RunningFixture process, Truth truth) implements AutoCloseable {

  static Targets truthful(Pythons.Python python, Path directory) {
    Path said = said(directory);
    RunningFixture process = start(python, python.major() == 2 ? "truth2.py" : "truth.py", said);
    return new Targets(process, Truth.read(said));
  }

  /// The file that a program is to write its truth into, alone in a folder.
  static Path said(Path directory) {
    try {
      return Files.createTempDirectory(directory, "truth").resolve("said");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts a program that writes its truth into a file and then stands still.
  ///
  /// @param options of the interpreter
  static RunningFixture start(Pythons.Python python, String script, Path said, String... options) {
    Path program = copy(script, said);
    if (script.equals("truth.py")) {
      copy("truth_writer.py", said);
    }
    List<String> command = new ArrayList<>(List.of(python.program().toString()));
    command.addAll(List.of(options));
    command.addAll(List.of(program.toString(), said.toString()));
    RunningFixture process = RunningFixture.start(command);
    process.awaitReady();
    return process;
  }

  /// The same, for tests that read what changes whenever it runs: what has said that it is ready
  /// still runs for a moment.
  static RunningFixture startStill(
      Pythons.Python python, String script, Path said, String... options) {
    RunningFixture process = start(python, script, said, options);
    awaitStill(process);
    return process;
  }

  static void awaitStill(RunningFixture process) {
    while (ProcStatus.of(process.pid()).orElseThrow().state() != 'S') {
      Thread.onSpinWait();
    }
  }

  /// The same, for a program that computes for ever behind its word: to say it, it let go of the
  /// GIL. Two of the kernel's ticks later it has come to its loop.
  static RunningFixture startComputing(Pythons.Python python, String script, Path said) {
    RunningFixture process = start(python, script, said);
    Duration end = computed(process).plusMillis(20);
    while (computed(process).compareTo(end) < 0) {
      Thread.onSpinWait();
    }
    return process;
  }

  private static Duration computed(RunningFixture process) {
    return ProcessHandle.of(process.pid())
        .flatMap(handle -> handle.info().totalCpuDuration())
        .orElseThrow();
  }

  private static Path copy(String script, Path said) {
    Path copy = said.resolveSibling(script);
    try (InputStream in = Targets.class.getResourceAsStream(script)) {
      Files.copy(Objects.requireNonNull(in), copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }

  static Inspector inspector(Snapshot snapshot) {
    Detection detection = new CPython().detect(snapshot);
    return assertInstanceOf(Detection.Found.class, detection, () -> "not found: " + detection)
        .inspector();
  }

  /// Where CPython is and which it is, for inspectors of what a test has changed.
  static PythonRuntime runtime(Snapshot snapshot) {
    return assertInstanceOf(
            RuntimeSearch.Outcome.Located.class,
            new RuntimeSearch(snapshot, snapshot.memory()).run())
        .runtime();
  }

  static Map<String, ScriptThread> threadsByName(Inspector inspector) {
    return inspector.threads().stream()
        .collect(Collectors.toMap(ScriptThread::name, t -> t, (first, _) -> first));
  }

  @Override
  public void close() {
    process.close();
  }
}
