package io.github.pmdb.command.stacks;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.github.pmdb.command.AllFrames;
import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Notes;
import io.github.pmdb.command.Session;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.output.Document;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.stack.StackGroup;
import io.github.pmdb.stack.StackReader;
import io.github.pmdb.stack.StackText;
import io.github.pmdb.stack.ThreadStack;
import io.github.pmdb.target.Target;
import io.github.pmdb.thread.Cancellation;
import io.github.pmdb.verdict.CutCore;
import java.util.ArrayList;
import java.util.List;

/// `stacks`: every thread, native and script frames in one stack, equal stacks once.
public final class StacksCommand implements Command<StacksCommand.Stacks> {
  private static final int SHOWN_FRAMES = 100;

  /// @param full whether the machinery of interpreters is to be shown
  /// @param groups threads with equal stacks together
  public record Stacks(
      boolean full,
      @JsonIgnore boolean allFrames,
      List<StackGroup> groups,
      List<Problem> problems) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "stacks",
            Group.STACKS,
            "Show native and script frames of every thread in one stack",
            """
            Python frames stand where the native frame that runs them stands. Native frames keep
            gdb's numbers, so `frame N` works. Threads with the same stack are shown once. Frames
            of the interpreter's own machinery are left out. Without gdb, pmdb's own unwinder reads
            the native frames.
            """)
        .optional("--full", Kind.FLAG, "with the machinery of interpreters and all frames")
        .optional(AllFrames.FLAG, Kind.FLAG, AllFrames.HELP)
        .optional("--own", Kind.FLAG, "do not ask gdb, even where it runs")
        .optional("THREAD", Kind.THREAD, "only the thread with this kernel thread id")
        .needs(Need.TARGET)
        .needs(Need.STILL)
        .example("stacks", "every thread")
        .example("stacks 4711", "the thread 4711")
        .example("stacks --full", "nothing left out");
  }

  @Override
  public Stacks run(Session session, Arguments arguments) {
    session.progress("reading stacks");
    StackReader reader =
        arguments.has("--own")
            ? StackReader.own(session.target(), Limits.DEFAULT)
            : StackReader.withEngine(session.target(), Limits.DEFAULT);
    List<ThreadStack> stacks = new ArrayList<>();
    for (ThreadInfo thread : threads(session, arguments)) {
      Cancellation.check();
      stacks.add(reader.read(thread));
    }
    List<Problem> problems =
        new ArrayList<>(stacks.isEmpty() ? absence(session.target()) : reader.problems());
    CutCore.problem(session.target()).ifPresent(problems::add);
    return new Stacks(
        arguments.has("--full"), AllFrames.in(arguments), StackGroup.of(stacks), problems);
  }

  /// Why there is no thread.
  private static List<Problem> absence(Target target) {
    List<Problem> problems = new ArrayList<>(target.snapshot().problems());
    problems.add(new Problem("no thread is there, so there are no stacks"));
    return problems;
  }

  private static List<ThreadInfo> threads(Session session, Arguments arguments) {
    Snapshot snapshot = session.target().snapshot();
    if (arguments.first().isEmpty()) {
      return snapshot.threads();
    }
    return List.of(ThreadChoice.of(snapshot, arguments.first().get()));
  }

  @Override
  public Document text(Session session, Stacks value) {
    int most = value.full() || value.allFrames() ? Integer.MAX_VALUE : SHOWN_FRAMES;
    Document page =
        new StackText(session.sources()::line, value.full(), !value.allFrames(), most)
            .groups(value.groups());
    return Notes.append(page, value.problems());
  }
}
