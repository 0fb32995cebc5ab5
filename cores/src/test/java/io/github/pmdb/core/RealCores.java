package io.github.pmdb.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Compiles small C programs and takes real cores of them, by the kernel and by gcore.
public final class RealCores {
  private static final Path PATTERN = Path.of("/proc/sys/kernel/core_pattern");

  private RealCores() {}

  public static void need(String tool) {
    boolean there =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(dir -> Files.isExecutable(Path.of(dir, tool)));
    assumeTrue(there, tool + " is not installed");
  }

  public static Path compile(Path directory, String name, String source, String... options)
      throws Exception {
    need("gcc");
    Path file = Files.writeString(directory.resolve(name + ".c"), source);
    Path program = directory.resolve(name);
    run(
        directory,
        Stream.concat(
                Stream.of(
                    "gcc", "-g", "-O0", "-pthread", "-o", program.toString(), file.toString()),
                Stream.of(options))
            .toArray(String[]::new));
    return program;
  }

  public static void run(Path directory, String... command) throws Exception {
    Path log = Files.createTempFile(directory, "log", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), "no end of " + List.of(command));
    assertEquals(0, process.exitValue(), () -> List.of(command) + ": " + read(log));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /// A core that the kernel wrote. The pattern belongs to the whole machine, so a lock is held and
  /// it is put back.
  public static Path byKernel(Path directory, Path program, String argument) throws Exception {
    assumeTrue(Files.isWritable(PATTERN), "core_pattern can not be set here");
    Path cores = Files.createTempDirectory(directory, "kernel");
    Path lock = Path.of(System.getProperty("java.io.tmpdir"), "pmdb-core-pattern.lock");
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      String before = Files.readString(PATTERN);
      Files.writeString(PATTERN, "core");
      try {
        // A JVM has file-backed memory dumped as well, and its children inherit that: put back
        // the kernel's default.
        String command =
            "echo 0x33 > /proc/self/coredump_filter; ulimit -c unlimited; exec \"$0\" \"$1\"";
        new ProcessBuilder("sh", "-c", command, program.toString(), argument)
            .directory(cores.toFile())
            .start()
            .waitFor();
      } finally {
        Files.writeString(PATTERN, before);
      }
    }
    try (Stream<Path> files = Files.list(cores)) {
      return files.findFirst().orElseThrow(() -> new AssertionError("the kernel wrote no core"));
    }
  }

  /// A core of the running program that gcore wrote once the program had printed a line.
  public static Path byGcore(Path directory, Path program, String argument) throws Exception {
    need("gcore");
    Process process = new ProcessBuilder(program.toString(), argument).start();
    try {
      assertEquals('r', process.getInputStream().read(), "the program says that it is ready");
      run(directory, "gcore", "-o", "gcore", Long.toString(process.pid()));
      return directory.resolve("gcore." + process.pid());
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
