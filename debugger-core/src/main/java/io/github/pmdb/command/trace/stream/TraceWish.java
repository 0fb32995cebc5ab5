package io.github.pmdb.command.trace.stream;

import io.github.pmdb.uprobe.trace.Form;
import java.time.Duration;

/// What a person asked of a trace.
///
/// @param spec `LOCATION [if CONDITION] [print ITEM, …]`
/// @param time after which it ends
/// @param most hits after which it ends
/// @param perSecond how many hits of a second are told at most
/// @param showsPrograms whether to show what the kernel is given
public record TraceWish(
    String spec, Kind kind, Duration time, long most, long perSecond, boolean showsPrograms) {
  /// Which of the commands it is.
  public enum Kind {
    /// `trace`
    PLACES(Form.HITS),
    /// `trace-return`
    CALLS(Form.CALLS),
    /// `trace-tree`
    TREE(Form.TREE);

    private final Form form;

    Kind(Form form) {
      this.form = form;
    }
  }

  Form form() {
    return kind.form;
  }
}
