package io.github.pmdb.uprobe.trace;

import io.github.pmdb.uprobe.event.Captured;
import io.github.pmdb.uprobe.event.Event;
import io.github.pmdb.uprobe.event.RawRecord;
import java.util.OptionalLong;

/// A hit and what its values are.
public record Hit(Plan plan, Event event) {
  public static Hit of(Plan plan, RawRecord record) {
    return new Hit(plan, plan.recording().decode(record.bytes()));
  }

  /// The number that a field has; empty where it has none.
  public OptionalLong number(Field field) {
    int index = plan.fields().indexOf(field);
    return index >= 0 && event.values().get(index) instanceof Captured.Scalar(long value)
        ? OptionalLong.of(value)
        : OptionalLong.empty();
  }
}
