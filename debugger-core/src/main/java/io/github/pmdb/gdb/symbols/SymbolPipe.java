package io.github.pmdb.gdb.symbols;

import io.github.pmdb.gdb.GdbSetup;
import io.github.pmdb.gdb.process.GdbLaunch;
import io.github.pmdb.gdb.script.GdbModule;
import io.github.pmdb.snapshot.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Lines to a gdb that runs our script, and lines back, each within a time. An answer bears the
/// number of its question: one that comes when nobody waits any more is no other question's.
final class SymbolPipe implements AutoCloseable {
  /// The last one imports the others.
  private static final List<String> MODULES =
      List.of(
          "pmdb_shown",
          "pmdb_elements",
          "pmdb_scope",
          "pmdb_pieces",
          "pmdb_returned",
          "pmdb_standing",
          "pmdb_symbols");

  private final Process process;
  private long asked;

  /// An empty one tells that there will be no more.
  private final BlockingQueue<Optional<String>> answers = new LinkedBlockingQueue<>();

  /// How long to wait for an answer.
  enum Patience {
    /// Reading the symbols of a large program takes gdb its time, which a user may find too long.
    COMPILING(Duration.ofMinutes(2), true),
    /// A value of a hit is asked for to its end, so that who interrupts gets whole lines.
    FORMATTING(Duration.ofSeconds(5), false);

    private final Duration limit;
    private final boolean interruptible;

    Patience(Duration limit, boolean interruptible) {
      this.limit = limit;
      this.interruptible = interruptible;
    }
  }

  private SymbolPipe(Process process) {
    this.process = process;
    // A virtual one would be moved to another carrier for each answer, which takes longer than gdb
    // does.
    Thread.ofPlatform().daemon().name("symbols").start(this::read);
  }

  static SymbolPipe start(Path gdb, GdbLaunch launch, List<Path> debugDirectories) {
    List<String> command = new ArrayList<>(List.of(gdb.toString(), "-nx", "-nh", "-q", "-batch"));
    GdbSetup.debugDirectories(debugDirectories)
        .ifPresent(all -> command.addAll(List.of("-iex", "set debug-file-directory " + all)));
    MODULES.forEach(
        module -> command.addAll(List.of("-ex", "python " + GdbModule.loading(module))));
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(launch.environment());
    environment.put("LC_ALL", "C.UTF-8");
    try {
      return new SymbolPipe(
          builder
              .directory(launch.directory().toAbsolutePath().toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      throw new UserError(
          "gdb could not be started: " + e.getMessage(), "Does it run by itself?", e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// @throws UserError when no answer comes
  synchronized String ask(String question, Patience patience) {
    asked++;
    try {
      String line = asked + " " + question + "\n";
      process.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
      return answer(patience);
    } catch (IOException e) {
      throw ended("ended");
    }
  }

  private String answer(Patience patience) {
    long end = System.nanoTime() + patience.limit.toNanos();
    String mine = asked + " ";
    boolean interrupted = false;
    try {
      while (true) {
        try {
          Optional<String> line = answers.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
          if (line == null) {
            throw ended("gives no answer");
          }
          if (line.isEmpty()) {
            answers.add(line);
            throw ended("ended");
          }
          if (line.get().startsWith(mine)) {
            return line.get().substring(mine.length());
          }
        } catch (InterruptedException e) {
          interrupted = true;
          if (patience.interruptible) {
            throw new UserError("the question to gdb was interrupted", "", e);
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static UserError ended(String what) {
    return new UserError(
        "the gdb that reads the program's symbols " + what,
        "It must be gdb 12 or newer with Python; name another by --gdb.");
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        answers.add(Optional.of(line));
      }
    } catch (IOException _) {
      // The pipe was closed under us: that is an end as well.
    } finally {
      answers.add(Optional.empty());
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
