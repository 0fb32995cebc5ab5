package io.github.pmdb.command.target;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Session;
import io.github.pmdb.output.Document;
import io.github.pmdb.stack.StackText;
import io.github.pmdb.verdict.Verdict;
import io.github.pmdb.verdict.VerdictText;
import io.github.pmdb.verdict.Verdicts;

/// `verdict`: why the process died or hangs.
public final class VerdictCommand implements Command<Verdict> {
  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "verdict",
            Group.TARGET,
            "Say why the process died or what it waits for",
            """
            What is printed before the first prompt: the program, how it died or what its threads
            wait for, whether the core is complete, which modules were found, which interpreters
            are inside, and the first frames of the thread that matters most. Read by pmdb itself;
            gdb is not asked.
            """)
        .needs(Need.TARGET)
        .needs(Need.STILL)
        .example("verdict", "say it again; for a live process, as it is now");
  }

  @Override
  public Verdict run(Session session, Arguments arguments) {
    return Verdicts.of(session.target(), session.sources()::line);
  }

  @Override
  public Document text(Session session, Verdict verdict) {
    StackText stacks = new StackText(session.sources()::line, false, true, Integer.MAX_VALUE);
    return new VerdictText(first -> stacks.stack(first.frames())).show(verdict);
  }
}
