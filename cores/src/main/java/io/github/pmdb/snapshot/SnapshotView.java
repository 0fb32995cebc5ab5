package io.github.pmdb.snapshot;

import io.github.pmdb.memory.Memory;
import java.util.List;

/// Another look at a snapshot: what a subclass does not tell itself is told by the one that is
/// seen, which is closed with it.
public abstract class SnapshotView implements Snapshot {
  private final Snapshot seen;

  protected SnapshotView(Snapshot seen) {
    this.seen = seen;
  }

  @Override
  public Architecture architecture() {
    return seen.architecture();
  }

  @Override
  public Consistency consistency() {
    return seen.consistency();
  }

  @Override
  public ProcessInfo process() {
    return seen.process();
  }

  @Override
  public Memory memory() {
    return seen.memory();
  }

  @Override
  public List<Mapping> mappings() {
    return seen.mappings();
  }

  @Override
  public List<Extent> used(Mapping mapping) {
    return seen.used(mapping);
  }

  @Override
  public List<LoadedObject> objects() {
    return seen.objects();
  }

  @Override
  public List<ThreadInfo> threads() {
    return seen.threads();
  }

  @Override
  public List<Problem> problems() {
    return seen.problems();
  }

  @Override
  public void close() {
    seen.close();
  }
}
