package io.github.pmdb.command.trace.subject;

import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.UserError;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/// The processes in which there were hits of late. They are looked at when they are asked for
/// first, and once more when they have code that was not there then.
final class Processes implements AutoCloseable {
  private static final int MOST = 64;

  private final SequencedMap<Integer, LiveSnapshot> open = new LinkedHashMap<>(16, 0.75f, true);

  Optional<Snapshot> at(int pid, long code) {
    LiveSnapshot known = open.get(pid);
    if (known != null && known.mappingAt(code).isPresent()) {
      return Optional.of(known);
    }
    try {
      LiveSnapshot now = LiveProcess.open(pid);
      keep(pid, now);
      return Optional.of(now);
    } catch (UserError _) {
      // It has ended: what was known of it is all that is left.
      return Optional.ofNullable(known);
    }
  }

  private void keep(int pid, LiveSnapshot now) {
    LiveSnapshot before = open.put(pid, now);
    if (before != null) {
      before.close();
    }
    if (open.size() > MOST) {
      open.pollFirstEntry().getValue().close();
    }
  }

  @Override
  public void close() {
    open.values().forEach(LiveSnapshot::close);
  }
}
