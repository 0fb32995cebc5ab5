package io.github.pmdb.command.python.suspended;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.frame.Certainty;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.Task;
import io.github.pmdb.interpreter.Task.Ref;
import io.github.pmdb.interpreter.Task.State;
import io.github.pmdb.interpreter.Task.Waiting;
import io.github.pmdb.interpreter.TaskReport;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TaskTreeTest {
  private static final long LOOP = 0x100;

  private static ScriptFrame frame(String function, int line) {
    return new ScriptFrame(
        "Python",
        0,
        0x10,
        function,
        "a.py",
        line,
        Optional.empty(),
        Optional.empty(),
        false,
        Certainty.SURE,
        "");
  }

  private static Task task(
      long address, String name, State state, Optional<Waiting> waiting, Ref... parents) {
    return new Task(
        address,
        name,
        "Task",
        "work",
        state,
        state == State.RUNNING ? OptionalLong.of(7) : OptionalLong.empty(),
        LOOP,
        List.of(frame("work", 3)),
        waiting,
        List.of(parents),
        state == State.DONE ? "'\u001b[2J'" : "",
        "");
  }

  private static Optional<Waiting> future(long address) {
    return Optional.of(new Waiting(address, "Future", List.of(), 0, 0));
  }

  private static Optional<Waiting> another(long address, String name) {
    return Optional.of(new Waiting(address, "Task", List.of(new Ref(address, name)), 0, 0));
  }

  private static TaskReport report(List<Task> tasks) {
    return new TaskReport(
        "CPython 3.14.3",
        List.of(new TaskReport.EventLoop(LOOP, "Loop", OptionalLong.of(7))),
        tasks,
        tasks.size(),
        List.of(),
        List.of());
  }

  private static String text(List<Task> tasks) {
    Document page = new Document();
    new TaskTree(page, report(tasks), NoSources.finder()).print();
    return page.text();
  }

  @Test
  void tasksAreBelowThoseThatWaitForThem() {
    Ref root = new Ref(1, "root");
    List<Ref> children = List.of(new Ref(2, "a"), new Ref(3, "b"));
    Waiting gather = new Waiting(9, "_GatheringFuture", children, 2, 1);
    assertEquals(
        """
        CPython 3.14.3: 4 tasks of asyncio (1 running, 2 waiting, 1 done)
        Event loop Loop at 0x100, run by thread 7
        Task "root", work, waits for 1 of the 2 that it gathers
          File "a.py", line 3, in work
            Task "a", work, waits for Future at 0x8
              File "a.py", line 3, in work
            Task "b", work, done: '\\x1b[2J'
              File "a.py", line 3, in work
        Task "r", work, running in thread 7
          File "a.py", line 3, in work
        """,
        text(
            List.of(
                task(2, "a", State.WAITING, future(8), root),
                task(3, "b", State.DONE, Optional.empty(), root),
                task(1, "root", State.WAITING, Optional.of(gather)),
                task(4, "r", State.RUNNING, Optional.empty()))));
  }

  @Test
  void tasksAtTheSamePlaceAreCounted() {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      tasks.add(task(i + 1, "Task-" + i, State.WAITING, future(0x1000 + i)));
    }
    assertTrue(
        text(tasks)
            .endsWith(
                """
                Task "Task-2", work, waits for Future at 0x1002
                  File "a.py", line 3, in work
                [97 more tasks like this one: "Task-3", "Task-4", "Task-5", "Task-6", "Task-7", ...]
                """),
        text(tasks));
  }

  @Test
  void whoElseWaitsForAFutureIsTold() {
    List<Task> tasks = new ArrayList<>();
    tasks.add(task(1, "alone", State.WAITING, future(7)));
    for (int i = 2; i <= 6; i++) {
      tasks.add(task(i, "t" + i, State.WAITING, future(8)));
    }
    String text = text(tasks);
    assertTrue(text.contains("Task \"alone\", work, waits for Future at 0x7\n"), text);
    assertTrue(
        text.contains(
            "\"t2\", work, waits for Future at 0x8, as do \"t3\", \"t4\", \"t5\" and 1 more\n"),
        text);
    assertTrue(
        text(List.of(
                task(1, "a", State.WAITING, future(8)), task(2, "b", State.WAITING, future(8))))
            .contains("\"a\", work, waits for Future at 0x8, as does \"b\"\n"));
  }

  @Test
  void aCircleIsNamed() {
    String text =
        text(
            List.of(
                task(1, "a", State.WAITING, another(2, "b"), new Ref(2, "b")),
                task(2, "b", State.WAITING, another(1, "a"), new Ref(1, "a"))));
    assertTrue(
        text.endsWith(
            """
            Task "a", work, waits for Task "b"
              File "a.py", line 3, in work
                Task "b", work, waits for Task "a"
                  File "a.py", line 3, in work
                    Task "a", work (these tasks wait for each other)
            """),
        text);
  }

  @Test
  void aLongChainIsShownInPieces() {
    List<Task> tasks = new ArrayList<>();
    for (long i = 1; i <= 20_000; i++) {
      Ref[] parents = i == 1 ? new Ref[0] : new Ref[] {new Ref(i - 1, "")};
      tasks.add(task(i, "t" + i, State.WAITING, another(i + 1, "t" + (i + 1)), parents));
    }
    String text = text(tasks);
    assertTrue(text.contains("\nTask \"t42\", work"), "what lies too deep begins again");
    assertTrue(text.contains("Task \"t20000\", work"));
  }

  @Test
  void jsonTellsAddressesAsText() {
    String json =
        Json.result("py-tasks", report(List.of(task(1, "a", State.WAITING, another(2, "b")))));
    assertTrue(json.contains("\"loop\":\"0x100\""), json);
    assertTrue(json.contains("\"tasks\":[{\"address\":\"0x2\",\"name\":\"b\"}]"), json);
    assertTrue(json.contains("\"state\":\"WAITING\""), json);
  }
}
