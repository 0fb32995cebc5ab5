package io.github.pmdb.command;

import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.snapshot.ProcessInfo;
import io.github.pmdb.target.CoreTarget;
import io.github.pmdb.target.Engine;
import io.github.pmdb.verdict.ForgedCore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A core of a process with two threads, 100 and 101.
public final class FakeCore implements CoreTarget {
  private final CoreSnapshot snapshot;
  private final Interpreters interpreters;
  public @Nullable Engine engine;

  public FakeCore(Path root, List<Inspector> inspectors, List<FailedInterpreter> failed) {
    this.snapshot =
        new ForgedCore().of(python(root)).addThread(100, "main").addThread(101, "worker");
    this.interpreters = new Interpreters(inspectors, failed);
  }

  private static ProcessInfo python(Path root) {
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
  public Path file() {
    return Path.of("core.1");
  }

  @Override
  public CoreSnapshot snapshot() {
    return snapshot;
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
  public void close() {}
}
