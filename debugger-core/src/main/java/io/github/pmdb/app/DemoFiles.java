package io.github.pmdb.app;

import io.github.pmdb.snapshot.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// What the demo makes: a directory with a core, and processes. All are gone when it is closed.
final class DemoFiles implements AutoCloseable {
  private final Path directory;
  private final String gdb;
  private final String python;

  private DemoFiles(Path directory, String gdb, String python) {
    this.directory = directory;
    this.gdb = gdb;
    this.python = python;
  }

  static DemoFiles create(String gdb) throws IOException {
    String python = python();
    return new DemoFiles(Files.createTempDirectory("pmdb-demo"), gdb, python);
  }

  /// What is called `python3` may be a script that chooses an interpreter; gdb wants the program.
  private static String python() throws IOException {
    Process asked =
        launch(new ProcessBuilder("python3", "-c", "import sys; print(sys.executable)"));
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(asked.getInputStream(), StandardCharsets.UTF_8))) {
      String python = out.readLine();
      if (python == null || python.isEmpty()) {
        throw new UserError("python3 does not start", "the demo needs python3");
      }
      return python;
    }
  }

  /// Lets a program crash. gdb writes the core, since where the kernel writes them, and whether it
  /// does, differs from machine to machine.
  Path crash(Path program) throws IOException {
    Path core = directory.resolve("core.python");
    Path log = directory.resolve("gdb.log");
    Process process =
        start(
            List.of(
                gdb,
                "-nx",
                "-batch",
                "-iex",
                "set debuginfod enabled off",
                "-ex",
                "run",
                "-ex",
                "generate-core-file " + core,
                "--args",
                python,
                program.toString()),
            log,
            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    waitFor(process);
    if (!Files.exists(core)) {
      throw new UserError(
          "the demo's program left no core; gdb said: " + lastLine(log),
          "`pmdb doctor` checks gdb and python3");
    }
    return core;
  }

  /// Starts a program and waits until it says that it is ready.
  Running start(Path program) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(python, program.toString());
    builder.redirectErrorStream(true);
    Process process = launch(builder);
    Running running = new Running(process);
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); !"ready".equals(line); line = out.readLine()) {
      if (line == null) {
        running.close();
        throw new UserError(
            "the demo's program %s ended at once".formatted(program), "is python3 installed?");
      }
    }
    return running;
  }

  /// A process that ends with the demo.
  record Running(Process process) implements AutoCloseable {
    long pid() {
      return process.pid();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  private static Process start(List<String> command, Path log, ProcessBuilder.Redirect input) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(log.toFile()).redirectInput(input);
    return launch(builder);
  }

  private static Process launch(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UserError(
          "cannot start %s: %s".formatted(builder.command().getFirst(), e.getMessage()),
          "the demo needs gdb and python3; scripts/pmdb --install installs what is missing",
          e);
    }
  }

  private static void waitFor(Process process) {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new UserError("interrupted", "", e);
    }
  }

  private static String lastLine(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
    return lines.isEmpty() ? "nothing" : lines.getLast();
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
