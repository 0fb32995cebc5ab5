package io.github.pmdb.command.trace.subject;

import io.github.pmdb.gdb.files.ScriptPrograms;
import io.github.pmdb.gdb.symbols.SymbolStore;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.memory.FileErrors;
import io.github.pmdb.procfs.file.ProcStatus;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.thread.Cancellation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A program that is started to be traced from its first instruction on. A shell that has stopped
/// itself waits in its place until the probes are there, and becomes the program then: probes are
/// put into files, so that the program gets them as it is mapped. It ends with the trace.
final class StartedProgram implements Subject {
  private static final String SHELL = "/bin/sh";

  /// How long it may run until there is a script in it.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// What stops does so at once, but for one that waits for a disk.
  private static final long LONGEST_STOP = TimeUnit.SECONDS.toNanos(20);

  private final Path program;
  private final FileCode code;
  private final Process process;
  private final Processes processes = new Processes();

  /// Of each language of which frames are asked for.
  private final Map<String, RuntimeAwaited> awaited = new HashMap<>();

  private StartedProgram(Path program, FileCode code, Process process) {
    this.program = program;
    this.code = code;
    this.process = process;
  }

  /// @param command the program and its arguments; of a script its interpreter is started
  static StartedProgram of(List<String> command, SymbolStore store) {
    List<String> line = new ArrayList<>(command);
    line.set(0, program(command.getFirst(), store).toString());
    line = ScriptPrograms.followed(line);
    Path program = Path.of(line.getFirst());
    FileCode code = new FileCode(Path.of("/"), program, store, store.launch().environment());
    List<String> words = new ArrayList<>(List.of(SHELL, "-c", "kill -STOP $$; exec \"$@\"", "sh"));
    words.addAll(line);
    ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
    builder.environment().clear();
    builder.environment().putAll(store.launch().environment());
    try {
      return stopped(new StartedProgram(program, code, builder.start()));
    } catch (IOException e) {
      throw new UserError(
          "%s could not be started: %s".formatted(program, FileErrors.reason(e)), "", e);
    }
  }

  private static StartedProgram stopped(StartedProgram started) {
    try {
      started.awaitStop("could not be started");
      return started;
    } catch (RuntimeException | Error e) {
      started.close();
      throw e;
    }
  }

  private static Path program(String name, SymbolStore store) {
    if (name.contains("/")) {
      return executable(Path.of(name).toAbsolutePath());
    }
    return Arrays.stream(store.launch().environment().getOrDefault("PATH", "").split(":"))
        .map(directory -> Path.of(directory).resolve(name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new UserError("there is no program " + name, "name it by its path"));
  }

  private static Path executable(Path file) {
    if (!Files.isExecutable(file) || Files.isDirectory(file)) {
      throw new UserError(file + " cannot be run", "name a program");
    }
    return file;
  }

  private void awaitStop(String otherwise) {
    long begin = System.nanoTime();
    while (ProcStatus.state(process.pid()) != 'T') {
      Cancellation.check();
      if (!process.isAlive()) {
        throw new UserError(program + " " + otherwise, "");
      }
      if (System.nanoTime() - begin > LONGEST_STOP) {
        throw new UserError("%s does not stop".formatted(who()), "");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  @Override
  public String who() {
    return "process " + process.pid();
  }

  @Override
  public void begin() {
    if (sh("kill -CONT %d".formatted(process.pid())) != 0) {
      throw new UserError("%s could not be continued".formatted(who()), "");
    }
  }

  /// By one shell: to start one takes longer than a program may run unseen. What has ended cannot
  /// be sent anything.
  private void runForAMoment() {
    int _ = sh("kill -CONT %1$d; sleep 0.002; kill -STOP %1$d".formatted(process.pid()));
    awaitStop("has ended before it ran what frames are asked for of");
  }

  private int sh(String line) {
    try {
      return new ProcessBuilder(SHELL, "-c", line).start().waitFor();
    } catch (IOException e) {
      throw new UserError("%s could not be sent signals: %s".formatted(who(), e), "", e);
    } catch (InterruptedException e) {
      process.destroyForcibly(); // what the shell is at may be to stop it for good
      Thread.currentThread().interrupt();
      throw new UserError("cancelled", "", e);
    }
  }

  @Override
  public boolean over() {
    return !process.isAlive();
  }

  @Override
  public boolean standsStill() {
    return false;
  }

  @Override
  public Optional<Long> untraced(Path file) {
    return Descendants.running(process.pid(), file);
  }

  @Override
  public TracedCode code(String location) {
    return code.code(location, OptionalLong.of(process.pid()));
  }

  @Override
  public Optional<Snapshot> process(int pid, long address) {
    return processes.at(pid, address);
  }

  @Override
  public Inspector runtime(String language, boolean afresh) {
    return awaited
        .computeIfAbsent(
            language,
            _ -> RuntimeAwaited.in(process.pid(), language, PATIENCE, this::runForAMoment))
        .runtimes()
        .of(language, afresh);
  }

  @Override
  public void close() {
    code.close();
    processes.close();
    awaited.values().forEach(RuntimeAwaited::close);
    if (ProcStatus.state(process.pid()) == 'T') {
      process.destroyForcibly();
    } else {
      process.destroy();
    }
  }
}
