package io.github.pmdb.command.python.suspended;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Notes;
import io.github.pmdb.command.Session;
import io.github.pmdb.command.python.PythonView;
import io.github.pmdb.interpreter.TaskInspector;
import io.github.pmdb.interpreter.TaskReport;
import io.github.pmdb.output.Document;
import io.github.pmdb.snapshot.UserError;

/// `py-tasks`: the tasks of asyncio, as a tree of who waits for whom.
public final class PyTasks implements Command<TaskReport> {
  private static final String MOST = "--most";
  private static final int DEFAULT_MOST = 1_000;

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "py-tasks",
            Group.PYTHON,
            "Show the tasks of asyncio: what each runs, and what it waits for",
            """
            Each task comes with its coroutine, its state and the frames from the task's own
            coroutine to the innermost one that it awaits. A task that another one waits for,
            directly or through gather, wait, shield or a TaskGroup, is shown below that one.
            Of a lock, a condition, an event or a queue of asyncio it is told which one that is,
            and which tasks are inside an `async with` of it. Tasks that wait for each other, so
            that none can go on, are named first.
            Works on cores and running processes, with CPython 3.7 and newer.

            Tasks that stand at the same place are counted after the first three.
            """)
        .optional(MOST, Kind.INTEGER, "how many tasks are read, " + DEFAULT_MOST + " if left out")
        .needs(Need.TARGET)
        .needs(Need.PYTHON)
        .example("py-tasks", "all tasks")
        .example("py-tasks --most 10000", "more of very many");
  }

  @Override
  public TaskReport run(Session session, Arguments arguments) {
    PythonView view = PythonView.of(session);
    int most = arguments.positive(MOST, DEFAULT_MOST);
    if (!(view.inspector() instanceof TaskInspector tasks)) {
      throw new UserError("tasks of this interpreter can not be read", "");
    }
    return tasks.tasks(most);
  }

  @Override
  public Document text(Session session, TaskReport value) {
    Document page = new Document();
    new TaskTree(page, value, session.sources()).print();
    return Notes.append(page, value.problems());
  }
}
