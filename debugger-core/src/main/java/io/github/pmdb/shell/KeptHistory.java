package io.github.pmdb.shell;

import java.time.Instant;
import org.jline.reader.impl.history.DefaultHistory;

/// The history, without what [HistoryFile#keeps] refuses.
final class KeptHistory extends DefaultHistory {
  @Override
  public void add(Instant time, String line) {
    if (HistoryFile.keeps(line)) {
      super.add(time, line);
    }
  }
}
