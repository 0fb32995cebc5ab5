package io.github.pmdb.command.trace;

import io.github.pmdb.output.Document;
import io.github.pmdb.output.Style;
import io.github.pmdb.uprobe.attach.Passed;
import java.util.List;

/// Tells of functions that a pattern matched and that get no probe.
final class NotProbed {
  private static final int SHOWN = 3;

  private NotProbed() {}

  static Document append(Document page, List<Passed> passed) {
    for (Passed each : passed.subList(0, Math.min(SHOWN, passed.size()))) {
      page.line(Style.DIM, "not probed: %s: %s".formatted(each.name(), each.why()));
    }
    if (passed.size() > SHOWN) {
      page.line(
          Style.DIM, "not probed: %d more, --json names them".formatted(passed.size() - SHOWN));
    }
    return page;
  }
}
