package io.github.pmdb.command;

import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Architecture;
import io.github.pmdb.snapshot.Consistency;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.ProcessInfo;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.snapshot.ThreadState;
import io.github.pmdb.target.CoreTarget;
import io.github.pmdb.target.Engine;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A core of a process with two threads, 100 and 101.
public final class FakeCore implements CoreTarget, CoreSnapshot {
  private final Path root;
  private final Interpreters interpreters;
  public @Nullable Engine engine;

  public FakeCore(Path root, List<Inspector> inspectors, List<FailedInterpreter> failed) {
    this.root = root;
    this.interpreters = new Interpreters(inspectors, failed);
  }

  @Override
  public Path file() {
    return Path.of("core.1");
  }

  @Override
  public CoreSnapshot snapshot() {
    return this;
  }

  @Override
  public String title() {
    return "core core.1";
  }

  @Override
  public Interpreters interpreters() {
    return interpreters;
  }

  @Override
  public Optional<Engine> engine() {
    return Optional.ofNullable(engine);
  }

  @Override
  public Optional<Engine> startedEngine() {
    return engine();
  }

  @Override
  public Death death() {
    return new Death(true, Optional.empty());
  }

  @Override
  public Completeness completeness() {
    return new Completeness(1, 1, List.of());
  }

  @Override
  public java.util.Map<Long, String> linkerPaths() {
    return java.util.Map.of();
  }

  @Override
  public List<String> unknownNotes() {
    return List.of();
  }

  @Override
  public Architecture architecture() {
    return Architecture.X86_64;
  }

  @Override
  public Consistency consistency() {
    return Consistency.STILL;
  }

  @Override
  public ProcessInfo process() {
    return new ProcessInfo(
        100,
        OptionalLong.empty(),
        OptionalInt.empty(),
        "python",
        List.of("python"),
        List.of(),
        Optional.of("/"),
        Optional.empty(),
        root,
        OptionalLong.empty());
  }

  @Override
  public Memory memory() {
    return new Memory() {
      @Override
      public void read(long address, byte[] into, int offset, int length) {
        throw new MemoryFault(address, length, "nothing is mapped");
      }
    };
  }

  @Override
  public List<Mapping> mappings() {
    return List.of();
  }

  @Override
  public List<LoadedObject> objects() {
    return List.of();
  }

  @Override
  public List<ThreadInfo> threads() {
    return List.of(thread(100, "main"), thread(101, "worker"));
  }

  private static ThreadInfo thread(long tid, String name) {
    return new ThreadInfo(tid, tid, name, ThreadState.UNKNOWN, Optional.empty());
  }

  @Override
  public List<Problem> problems() {
    return List.of();
  }

  @Override
  public java.nio.file.Path plainFile() {
    return java.nio.file.Path.of("core");
  }

  @Override
  public void close() {}
}
