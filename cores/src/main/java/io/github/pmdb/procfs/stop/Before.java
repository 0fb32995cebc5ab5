package io.github.pmdb.procfs.stop;

import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.LiveSnapshot.BlockedAt;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.snapshot.ThreadState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What threads were doing before they were stopped: once stopped, the kernel tells only that they
/// are.
///
/// @param states by thread id
/// @param blocked where they had left user space
record Before(Map<Long, ThreadState> states, Map<Long, BlockedAt> blocked) {
  private static final ThreadState RUNNING = new ThreadState('R', Optional.empty());

  static Before of(LiveSnapshot running) {
    Map<Long, ThreadState> states = new HashMap<>();
    Map<Long, BlockedAt> blocked = new HashMap<>();
    for (ThreadInfo thread : running.threads()) {
      states.put(thread.tid(), thread.state());
      running.blockedAt(thread.tid()).ifPresent(at -> blocked.put(thread.tid(), at));
    }
    return new Before(states, blocked);
  }

  /// A thread that was running has been stopped anywhere, and so has one that ran between; one that
  /// slept still waits for what it waits for, read anew from memory that stands still.
  ///
  /// @param now as it was read last
  /// @param registers with which it was stopped, absent where it was not
  ThreadState state(ThreadInfo now, Optional<Registers> registers) {
    ThreadState before = states.get(now.tid());
    if (before == null || before.code() == RUNNING.code() || hasRun(now.tid(), registers)) {
      return RUNNING;
    }
    return new ThreadState(before.code(), now.state().waitsFor().or(before::waitsFor));
  }

  private boolean hasRun(long tid, Optional<Registers> registers) {
    BlockedAt at = blocked.get(tid);
    return at != null && registers.filter(r -> !at.fits(r)).isPresent();
  }
}
