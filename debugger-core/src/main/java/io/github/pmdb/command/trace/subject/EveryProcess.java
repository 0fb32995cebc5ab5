package io.github.pmdb.command.trace.subject;

import io.github.pmdb.gdb.symbols.SymbolStore;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.UserError;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Every process of a program, those that start later too.
final class EveryProcess implements Subject {
  private final Path program;
  private final FileCode code;
  private final Processes processes = new Processes();

  EveryProcess(Path program, SymbolStore store) {
    this.program = program;
    this.code = new FileCode(Path.of("/"), program, store, Map.of());
  }

  @Override
  public String who() {
    return "all processes of " + program;
  }

  @Override
  public void begin() {
    // They run.
  }

  @Override
  public boolean over() {
    return false;
  }

  @Override
  public boolean standsStill() {
    return false;
  }

  @Override
  public TracedCode code(String location) {
    return code.code(location, OptionalLong.empty());
  }

  @Override
  public Optional<Snapshot> process(int pid, long address) {
    return processes.at(pid, address);
  }

  @Override
  public Inspector runtime(String language, boolean afresh) {
    throw new UserError(
        "each process has %s at addresses of its own, which a probe for all of them does not know"
            .formatted(language),
        "Name a process: -p PID, or start the program for the trace: -c.");
  }

  @Override
  public void close() {
    code.close();
    processes.close();
  }
}
