package io.github.pmdb.procfs;

import io.github.pmdb.procfs.lock.LockWait;
import io.github.pmdb.snapshot.SnapshotView;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A snapshot of a process about which more is known, since it stands still.
public abstract class RefinedSnapshot extends SnapshotView implements LiveSnapshot {
  private final LiveSnapshot inner;
  private final long clock = System.nanoTime();

  protected RefinedSnapshot(LiveSnapshot inner) {
    super(inner);
    this.inner = inner;
  }

  @Override
  public OptionalLong tracer() {
    return inner.tracer();
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
  public long clock() {
    return clock;
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
}
