package io.github.pmdb.command.trace.stream;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Style;
import io.github.pmdb.uprobe.attach.Instructions;
import io.github.pmdb.uprobe.bpf.Code;
import io.github.pmdb.uprobe.event.Recording;
import io.github.pmdb.uprobe.trace.Plan;

/// The programs of a place, instruction by instruction.
final class ProgramText {
  private ProgramText() {}

  static Document of(Plan plan, Instructions instructions) {
    Document page = new Document();
    for (Recording.Stage stage : plan.recording().stages()) {
      Code code = instructions.file().confined(stage.code());
      page.line(
          Style.HEADING,
          "%s at %s%s, %d instructions"
              .formatted(
                  stage.name(),
                  Addresses.hex(plan.place()),
                  stage.atReturn() ? ", when it returns" : "",
                  code.instructions().size()));
      code.lines().forEach(page::line);
    }
    return page;
  }
}
