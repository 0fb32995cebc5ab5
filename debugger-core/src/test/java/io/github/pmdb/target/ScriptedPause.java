package io.github.pmdb.target;

import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.stop.Pause;
import java.time.Duration;
import java.util.List;

/// A pause that a test watches.
record ScriptedPause(List<String> log, LiveSnapshot snapshot) implements Pause {
  @Override
  public Duration length() {
    return Duration.ofMillis(3);
  }

  @Override
  public void close() {
    log.add("let go");
  }
}
