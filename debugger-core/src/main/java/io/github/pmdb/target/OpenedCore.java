package io.github.pmdb.target;

import io.github.pmdb.core.CoreSnapshot;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A core file that is open.
final class OpenedCore implements CoreTarget {
  private final Path file;
  private final CoreSnapshot snapshot;
  private final LazyEngine engine;
  private @Nullable Interpreters interpreters;

  OpenedCore(Path file, CoreSnapshot snapshot, LazyEngine engine) {
    this.file = file;
    this.snapshot = snapshot;
    this.engine = engine;
  }

  @Override
  public String title() {
    String name = String.valueOf(file.getFileName());
    return name.startsWith("core") ? name : "core " + name;
  }

  @Override
  public Path file() {
    return file;
  }

  @Override
  public CoreSnapshot snapshot() {
    return snapshot;
  }

  @Override
  public synchronized Interpreters interpreters() {
    if (interpreters == null) {
      interpreters = InterpreterSearch.in(snapshot);
    }
    return interpreters;
  }

  @Override
  public Optional<Engine> engine() {
    return engine.get();
  }

  @Override
  public Optional<Engine> startedEngine() {
    return engine.started();
  }

  @Override
  public void close() {
    engine.close();
    snapshot.close();
  }
}
