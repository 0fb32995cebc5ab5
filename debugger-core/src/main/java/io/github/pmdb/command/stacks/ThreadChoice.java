package io.github.pmdb.command.stacks;

import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.snapshot.UserError;

/// Finds the thread that a user named.
final class ThreadChoice {
  private ThreadChoice() {}

  /// @param typed a kernel thread id; the one inside the target's pid namespace will do too
  static ThreadInfo of(Snapshot snapshot, String typed) {
    return snapshot.threads().stream()
        .filter(t -> Long.toString(t.tid()).equals(typed))
        .findFirst()
        .or(() ->
            snapshot.threads().stream()
                .filter(t -> Long.toString(t.namespaceTid()).equals(typed))
                .findFirst())
        .orElseThrow(() ->
            new UserError(
                "the target has no thread %s".formatted(typed),
                "`threads` lists the kernel thread ids"));
  }
}
