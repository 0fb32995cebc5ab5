package io.github.pmdb.procfs;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.procfs.lock.LockWait;
import io.github.pmdb.snapshot.Architecture;
import io.github.pmdb.snapshot.Consistency;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.ProcessInfo;
import io.github.pmdb.snapshot.ThreadInfo;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A snapshot about which more is known: what a subclass does not tell itself is told by the one
/// below, which is closed with it.
public abstract class RefinedSnapshot implements LiveSnapshot {
  private final LiveSnapshot inner;

  protected RefinedSnapshot(LiveSnapshot inner) {
    this.inner = inner;
  }

  @Override
  public Consistency consistency() {
    return inner.consistency();
  }

  @Override
  public List<ThreadInfo> threads() {
    return inner.threads();
  }

  @Override
  public OptionalLong tracer() {
    return inner.tracer();
  }

  @Override
  public Architecture architecture() {
    return inner.architecture();
  }

  @Override
  public ProcessInfo process() {
    return inner.process();
  }

  @Override
  public Memory memory() {
    return inner.memory();
  }

  @Override
  public List<Mapping> mappings() {
    return inner.mappings();
  }

  @Override
  public List<LoadedObject> objects() {
    return inner.objects();
  }

  @Override
  public List<Problem> problems() {
    return inner.problems();
  }

  @Override
  public boolean otherMountNamespace() {
    return inner.otherMountNamespace();
  }

  @Override
  public boolean otherPidNamespace() {
    return inner.otherPidNamespace();
  }

  @Override
  public boolean alive() {
    return inner.alive();
  }

  @Override
  public List<LockWait> lockWaits() {
    return inner.lockWaits();
  }

  @Override
  public Optional<BlockedAt> blockedAt(long tid) {
    return inner.blockedAt(tid);
  }

  @Override
  public Optional<String> descriptor(int fd) {
    return inner.descriptor(fd);
  }

  @Override
  public void close() {
    inner.close();
  }
}
