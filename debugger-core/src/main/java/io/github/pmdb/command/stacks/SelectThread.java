package io.github.pmdb.command.stacks;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Session;
import io.github.pmdb.output.Document;
import io.github.pmdb.snapshot.ThreadInfo;

/// `tid`: selects a thread by its kernel thread id, which works without gdb too.
public final class SelectThread implements Command<SelectThread.Selected> {
  public record Selected(long tid, String name) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "tid",
            Group.STACKS,
            "Select a thread by its kernel thread id",
            """
            The py- commands are about the selected thread. gdb's `thread N` counts threads in its
            own way; either command moves both.
            """)
        .required("THREAD", Kind.THREAD, "the kernel thread id")
        .needs(Need.TARGET)
        .example("tid 4711", "select thread 4711");
  }

  @Override
  public Selected run(Session session, Arguments arguments) {
    ThreadInfo thread =
        ThreadChoice.of(session.target().snapshot(), arguments.first().orElseThrow());
    session.selectThread(thread.tid());
    return new Selected(thread.tid(), thread.name());
  }

  @Override
  public Document text(Session session, Selected value) {
    String name = value.name().isEmpty() ? "" : " \"" + value.name() + "\"";
    return new Document().line("[Switching to thread " + value.tid() + name + "]");
  }
}
