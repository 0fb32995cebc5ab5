package io.github.pmdb.command.python.suspended;

import io.github.pmdb.command.python.FrameText;
import io.github.pmdb.interpreter.Task;
import io.github.pmdb.interpreter.Task.State;
import io.github.pmdb.interpreter.Task.Waiting;
import io.github.pmdb.interpreter.TaskReport;
import io.github.pmdb.interpreter.TaskReport.EventLoop;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.source.SourceFinder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// Tasks below those that wait for them.
final class TaskTree {
  /// Deeper tasks start a tree of their own.
  private static final int MAX_DEPTH = 40;

  private static final int NAMED = 3;

  private final Document page;
  private final TaskReport report;
  private final SourceFinder sources;
  private final FrameText frames;
  private final Map<Long, Task> byAddress = new HashMap<>();

  /// The tasks that wait for a future that no task will complete.
  private final Map<Long, List<Task>> byFuture = new HashMap<>();

  private final Set<Long> printed = new HashSet<>();
  private final Set<Long> open = new HashSet<>();

  TaskTree(Document page, TaskReport report, SourceFinder sources) {
    this.page = page;
    this.report = report;
    this.sources = sources;
    this.frames = new FrameText(page);
    for (Task task : report.tasks()) {
      byAddress.put(task.address(), task);
      task.waiting()
          .filter(w -> w.tasks().isEmpty())
          .ifPresent(w -> byFuture.computeIfAbsent(w.address(), _ -> new ArrayList<>()).add(task));
    }
  }

  void print() {
    summary();
    report.loops().forEach(this::loop);
    report.circles().forEach(this::circle);
    siblings(report.tasks().stream().filter(task -> task.awaitedBy().isEmpty()).toList(), 0);
    // What is left waits in a circle, or lies too deep below another.
    for (Task task : report.tasks()) {
      if (!printed.contains(task.address())) {
        task(task, 0);
      }
    }
  }

  private void summary() {
    page.line(new Line().add(Style.HEADING, report.interpreter()).add(": " + extent()));
  }

  private String extent() {
    if (report.total() > 0) {
      return "%d %s of asyncio (%s)"
          .formatted(report.total(), report.total() == 1 ? "task" : "tasks", states());
    }
    return report.problems().isEmpty()
        ? "no tasks of asyncio"
        : "no tasks of asyncio could be read";
  }

  private String states() {
    Map<State, Integer> counts = new EnumMap<>(State.class);
    report.tasks().forEach(task -> counts.merge(task.state(), 1, Integer::sum));
    String states =
        counts.entrySet().stream()
            .map(entry -> entry.getValue() + " " + word(entry.getKey()))
            .collect(Collectors.joining(", "));
    return report.tasks().size() < report.total()
        ? "of the %d that were read: %s".formatted(report.tasks().size(), states)
        : states;
  }

  private void loop(EventLoop loop) {
    page.line(
        new Line()
            .add("Event loop ")
            .add(loop.type())
            .add(" at ")
            .add(Style.ADDRESS, Addresses.hex(loop.address()))
            .add(
                loop.tid().isPresent()
                    ? ", run by thread " + loop.tid().getAsLong()
                    : ", which no thread runs"));
  }

  private void circle(TaskReport.Circle circle) {
    page.line(new Line().add(Style.WARNING, circle.text()));
  }

  private static String word(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /// What makes tasks alike: the coroutine, the place, and what is waited for.
  private record Shape(String coroutine, State state, List<String> places, String awaited) {
    static Shape of(Task task) {
      return new Shape(
          task.coroutine(),
          task.state(),
          Alike.places(task.frames()),
          task.waiting().map(Shape::awaited).orElse(""));
    }

    private static String awaited(Waiting waiting) {
      return waiting.resource().map(Task.Resource::what).orElse(waiting.type());
    }
  }

  /// Tasks that wait for no other one are counted where many are alike.
  private void siblings(List<Task> tasks, int depth) {
    Alike.each(
        tasks,
        TaskTree::shape,
        task -> task(task, depth),
        others -> {
          others.forEach(task -> printed.add(task.address()));
          page.line(
              new Line().add(indent(depth)).add(Alike.counted("tasks", others, TaskTree::title)));
        });
  }

  private static Object shape(Task task) {
    boolean alone = task.waiting().map(w -> w.tasks().isEmpty()).orElse(true);
    return alone && task.problem().isEmpty() ? Shape.of(task) : task;
  }

  private static String indent(int depth) {
    return "    ".repeat(depth);
  }

  private static String title(Task task) {
    return task.name().isEmpty() ? "at " + Addresses.hex(task.address()) : quoted(task.name());
  }

  private static String quoted(String name) {
    return "\"" + name + "\"";
  }

  private void task(Task task, int depth) {
    Line line = new Line().add(indent(depth)).add(Style.HEADING, task.type() + " " + title(task));
    line.add(", ").add(Style.PYTHON, task.coroutine());
    boolean again = !printed.add(task.address());
    if (again) {
      String why =
          open.contains(task.address()) ? "these tasks wait for each other" : "shown above";
      page.line(line.add(" (" + why + ")"));
      return;
    }
    state(line, task);
    page.line(line);
    frames.files(indent(depth) + "  ", task.frames(), sources);
    open.add(task.address());
    children(task, depth + 1);
    open.remove(task.address());
  }

  private void children(Task task, int depth) {
    if (depth > MAX_DEPTH || task.waiting().isEmpty()) {
      return;
    }
    List<Task> read =
        task.waiting().get().tasks().stream()
            .map(ref -> byAddress.get(ref.address()))
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    siblings(read, depth);
    int unread = task.waiting().get().tasks().size() - read.size();
    if (unread > 0) {
      page.line(indent(depth) + "[%d more tasks that were not read]".formatted(unread));
    }
  }

  /// Who else waits for the same future: `, as does "b"`.
  private String others(Task task, Waiting waiting) {
    List<Task> others =
        byFuture.getOrDefault(waiting.address(), List.of()).stream()
            .filter(other -> other.address() != task.address())
            .toList();
    if (others.isEmpty()) {
      return "";
    }
    String names =
        others.stream().limit(NAMED).map(TaskTree::title).collect(Collectors.joining(", "));
    int more = others.size() - NAMED;
    return (others.size() == 1 ? ", as does " : ", as do ")
        + names
        + (more > 0 ? " and %d more".formatted(more) : "");
  }

  private void state(Line line, Task task) {
    switch (task.state()) {
      case RUNNING ->
          line.add(", ")
              .add(
                  Style.EMPHASIS,
                  "running"
                      + (task.tid().isPresent() ? " in thread " + task.tid().getAsLong() : ""));
      case READY -> line.add(", ready to run");
      case WAITING -> {
        Waiting waiting = task.waiting().orElseThrow();
        line.add(", waits for ").add(awaited(waiting)).add(others(task, waiting));
        line.add(held(waiting));
      }
      case DONE, FAILED ->
          line.add(", " + word(task.state()) + ": ").add(Style.EMPHASIS, task.outcome());
      case CANCELLED -> line.add(", cancelled");
      case UNREADABLE -> line.add(", not readable");
    }
    if (!task.problem().isEmpty()) {
      line.add(" ").add(Style.UNREADABLE, "[" + task.problem() + "]");
    }
  }

  private static String held(Waiting waiting) {
    return waiting
        .resource()
        .map(Task.Resource::holding)
        .filter(text -> !text.isEmpty())
        .map(text -> "; " + text)
        .orElse("");
  }

  private static String awaited(Waiting waiting) {
    if (waiting.resource().isPresent()) {
      return waiting.resource().get().what();
    }
    if (waiting.children() > 0) {
      return "%d of the %d that it gathers".formatted(waiting.pending(), waiting.children());
    }
    boolean task = waiting.tasks().size() == 1 && isItself(waiting);
    String name = task ? waiting.tasks().getFirst().name() : "";
    return waiting.type()
        + " "
        + (name.isEmpty() ? "at " + Addresses.hex(waiting.address()) : quoted(name));
  }

  private static boolean isItself(Waiting waiting) {
    return waiting.tasks().getFirst().address() == waiting.address();
  }
}
