package io.github.pmdb.target;

import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.target.Target.Interpreters;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The newest snapshot of a live process, taken anew after it has been outdated.
final class FreshView {
  private final Supplier<LiveSnapshot> take;
  private @Nullable LiveSnapshot snapshot;
  private @Nullable Interpreters interpreters;
  private boolean outdated;

  FreshView(Supplier<LiveSnapshot> take) {
    this.take = take;
  }

  synchronized LiveSnapshot snapshot() {
    if (snapshot == null || outdated) {
      LiveSnapshot next = take.get();
      close();
      snapshot = next;
      outdated = false;
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

  synchronized void outdate() {
    outdated = true;
  }

  synchronized void close() {
    interpreters = null;
    if (snapshot != null) {
      snapshot.close();
      snapshot = null;
    }
  }
}
