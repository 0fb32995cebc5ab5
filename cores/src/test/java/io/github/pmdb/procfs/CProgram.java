package io.github.pmdb.procfs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A C program, compiled and started by a test; killed when closed. It prints a line when it is
/// ready.
///
/// It runs as a child of a shell and not of ours: the JDK reaps its own children with `waitpid` and
/// would take the stops of a traced child for its end.
public final class CProgram implements AutoCloseable {
  private final Process shell;
  private final ProcessHandle program;
  private final String firstLine;

  private CProgram(Process shell, ProcessHandle program, String firstLine) {
    this.shell = shell;
    this.program = program;
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
    List<String> whole =
        new ArrayList<>(List.of("sh", "-c", "sh -c 'echo $$; exec \"$@\"' sh \"$@\"; :", "sh"));
    whole.addAll(List.of(command));
    // Not inherited: a program left over would keep the test runner waiting for its output.
    Process shell =
        new ProcessBuilder(whole).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader out = shell.inputReader();
    String pid = out.readLine();
    String line = out.readLine();
    if (pid == null || line == null) {
      throw new IOException("ended before it was ready: " + List.of(command));
    }
    return new CProgram(shell, ProcessHandle.of(Long.parseLong(pid)).orElseThrow(), line);
  }

  public long pid() {
    return program.pid();
  }

  /// What it printed when it was ready.
  public String firstLine() {
    return firstLine;
  }

  /// Kills it and waits for its end.
  public void kill() {
    program.destroyForcibly();
    program.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    program.descendants().forEach(ProcessHandle::destroyForcibly);
    kill();
    shell.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
