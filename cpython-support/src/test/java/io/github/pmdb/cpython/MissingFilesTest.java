package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Interpreter.Detection;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Cores whose files are gone, and whose names never said Python; and what is said when nothing
/// helps.
class MissingFilesTest {
  @TempDir static Path directory;

  /// Interpreters that are one file, with what they need beside it found by `PYTHONHOME`.
  static Stream<Pythons.Python> pythons() {
    return Pythons.all().stream();
  }

  /// The files that hold the interpreter are renamed copies, which are deleted before the core is
  /// opened: what is left of them is in the core.
  @ParameterizedTest
  @MethodSource("pythons")
  void aCoreOfADeletedInterpreterOfAnotherName(Pythons.Python python) throws IOException {
    Path folder = Files.createTempDirectory(directory, "renamed");
    Path core;
    try (RunningFixture process = renamed(python, folder)) {
      core = CoreMaker.gcore(process.pid(), directory);
    }
    delete(folder);
    try (Snapshot snapshot = CoreFiles.open(core, CoreOptions.DEFAULT)) {
      Inspector inspector = Targets.inspector(snapshot);
      assertEquals("CPython " + python.version(), inspector.title());
      List<String> functions =
          inspector.stack(inspector.threads().getFirst(), Limits.DEFAULT).frames().stream()
              .map(ScriptFrame::function)
              .toList();
      assertEquals("<module>", functions.getLast());
      assertTrue(functions.contains("handling"), functions::toString);
    }
    Files.delete(core);
  }

  /// Starts a copy of the interpreter as `engine`, with its library, if it has one, as `engine.so`.
  private static RunningFixture renamed(Pythons.Python python, Path folder) throws IOException {
    Path engine = folder.resolve("engine");
    Path script = folder.resolve("states.py");
    try (InputStream in = MissingFilesTest.class.getResourceAsStream("states.py")) {
      Files.write(script, Objects.requireNonNull(in).readAllBytes());
    }
    String ask = "import os, sys; print(os.path.realpath(sys.executable)); print(sys.base_prefix)";
    List<String> told =
        Finished.run(List.of(python.program().toString(), "-c", ask)).output().lines().toList();
    Files.copy(Path.of(told.get(0)), engine, StandardCopyOption.COPY_ATTRIBUTES);
    Path home = Path.of(told.get(1));
    String libraries = home.resolve("lib") + ":" + home;
    return Fixture.start(
        List.of(
            Requirement.tool("env").toString(),
            "LD_LIBRARY_PATH=" + libraries,
            "PYTHONHOME=" + home,
            engine.toString(),
            script.toString(),
            "handling"));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /// Every step is named, with what it found.
  @Test
  void whatWasTriedIsSaid() {
    try (RunningFixture process = Fixture.startPython(Pythons.any(), "locals");
        Snapshot core =
            CoreFiles.open(CoreMaker.gcore(process.pid(), directory), CoreOptions.DEFAULT)) {
      Snapshot blank = Veiled.withMemory(core, new Unreadable());
      Detection.Failed failed =
          assertInstanceOf(Detection.Failed.class, new CPython().detect(blank));
      String steps = String.join("\n", failed.steps());
      for (String step :
          List.of(
              "symbol _PyRuntime at 0x",
              "no interpreter with a thread hangs off it",
              "section .PyRuntime",
              "PyInterpreterState_Head is absent or not understood",
              "no debug offsets in writable memory (0 KiB read, ",
              "no word of its data points at an interpreter (0 KiB read, ",
              "all writable memory: searched")) {
        assertTrue(steps.contains(step), () -> step + " is not in\n" + steps);
      }
    }
  }

  /// Memory of which nothing can be read.
  private static final class Unreadable extends Memory {
    @Override
    public void read(long address, byte[] into, int offset, int length) {
      throw new MemoryFault(address, length, "it is not there");
    }
  }
}
