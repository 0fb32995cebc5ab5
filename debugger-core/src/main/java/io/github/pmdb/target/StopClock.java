package io.github.pmdb.target;

import java.time.Duration;

/// Adds up how long a process stood still because of us.
final class StopClock {
  private long total;
  private long since;
  private boolean standing;

  synchronized void stopped() {
    if (!standing) {
      standing = true;
      since = System.nanoTime();
    }
  }

  synchronized void resumed() {
    if (standing) {
      standing = false;
      total += System.nanoTime() - since;
    }
  }

  synchronized Duration total() {
    return Duration.ofNanos(total + (standing ? System.nanoTime() - since : 0));
  }
}
