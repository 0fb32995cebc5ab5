package io.github.pmdb.procfs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A C program, compiled and started by a test; killed when closed. It prints a line when it is
/// ready.
public final class CProgram implements AutoCloseable {
  private final Process process;
  private final String firstLine;

  private CProgram(Process process, String firstLine) {
    this.process = process;
    this.firstLine = firstLine;
  }

  public static Path compile(Path directory, String source, String... options) throws Exception {
    Path file = directory.resolve("program.c");
    Path program = directory.resolve("program");
    Files.writeString(file, source);
    List<String> command =
        new ArrayList<>(
            List.of("gcc", "-g", "-pthread", "-o", program.toString(), file.toString()));
    command.addAll(List.of(options));
    assumeTrue(new ProcessBuilder(command).inheritIO().start().waitFor() == 0, "needs gcc");
    return program;
  }

  public static CProgram start(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = process.inputReader();
    String line = out.readLine();
    if (line == null) {
      throw new IOException("ended before it was ready: " + List.of(command));
    }
    return new CProgram(process, line);
  }

  public long pid() {
    return process.pid();
  }

  /// What it printed when it was ready.
  public String firstLine() {
    return firstLine;
  }

  public Process process() {
    return process;
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    boolean interrupted = false;
    while (true) {
      try {
        process.waitFor();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
