package io.github.pmdb.command.trace.stream;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Style;
import io.github.pmdb.uprobe.event.Recording;
import io.github.pmdb.uprobe.trace.Plan;

/// The programs of a place, instruction by instruction.
final class ProgramText {
  private ProgramText() {}

  static Document of(Plan plan) {
    Document page = new Document();
    for (Recording.Stage stage : plan.recording().stages()) {
      page.line(
          Style.HEADING,
          "%s at %s%s, %d instructions"
              .formatted(
                  stage.name(),
                  Addresses.hex(plan.place()),
                  stage.atReturn() ? ", when it returns" : "",
                  stage.code().instructions().size()));
      stage.code().lines().forEach(page::line);
    }
    return page;
  }
}
