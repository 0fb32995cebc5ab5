package io.github.pmdb.target;

import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.target.Target.Interpreters;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The newest snapshot of a live process, taken anew when the process has changed.
final class FreshView {
  private final Supplier<LiveSnapshot> take;
  private final LongSupplier changes;
  private @Nullable LiveSnapshot snapshot;
  private @Nullable Interpreters interpreters;
  private long seen;

  /// @param changes how often the process has changed
  FreshView(Supplier<LiveSnapshot> take, LongSupplier changes) {
    this.take = take;
    this.changes = changes;
  }

  synchronized LiveSnapshot snapshot() {
    long now = changes.getAsLong();
    if (snapshot == null || seen != now) {
      LiveSnapshot next = take.get();
      close();
      snapshot = next;
      seen = now;
    }
    return snapshot;
  }

  synchronized Interpreters interpreters() {
    LiveSnapshot now = snapshot();
    if (interpreters == null) {
      interpreters = InterpreterSearch.in(now);
    }
    return interpreters;
  }

  synchronized void close() {
    interpreters = null;
    if (snapshot != null) {
      snapshot.close();
      snapshot = null;
    }
  }
}
