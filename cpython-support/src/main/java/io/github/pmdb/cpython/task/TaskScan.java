package io.github.pmdb.cpython.task;

import static io.github.pmdb.memory.Addresses.hex;

import io.github.pmdb.cpython.frame.Codes;
import io.github.pmdb.cpython.frame.FrameWalker;
import io.github.pmdb.cpython.frame.ThreadWalker.PyThread;
import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Ints;
import io.github.pmdb.cpython.object.Modules;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.interpreter.Task;
import io.github.pmdb.interpreter.Task.Ref;
import io.github.pmdb.interpreter.Task.Waiting;
import io.github.pmdb.interpreter.TaskReport;
import io.github.pmdb.interpreter.TaskReport.Circle;
import io.github.pmdb.interpreter.TaskReport.EventLoop;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads all tasks at one moment and ties them together.
public final class TaskScan {
  private static final Problem TOO_OLD =
      new Problem(
          "tasks of asyncio are read from CPython 3.7 on",
          "`py-generators` lists the coroutines that have not finished");

  private static final int MAX_FRAMES = 10_000;
  private static final int MAX_PROBLEMS = 20;

  private final Heap heap;
  private final List<PyThread> threads;
  private final Map<Long, OptionalLong> tids = new HashMap<>();
  private final Codes codes;
  private final Futures futures;
  private final TaskFinder finder;
  private final RunningFrames running;

  /// Why there may be more than what was read.
  private final List<Problem> missing = new ArrayList<>();

  /// Of single classes, loops and references.
  private final Map<Long, EventLoop> loops = new HashMap<>();

  private final List<Problem> problems = new ArrayList<>();

  /// @param tids kernel thread ids of all thread states
  /// @param missed what is wrong with the list of threads
  /// @param codes as for [FrameWalker]
  public TaskScan(Heap heap, Map<PyThread, OptionalLong> tids, List<Problem> missed, Codes codes) {
    this.heap = heap;
    this.threads = List.copyOf(tids.keySet());
    tids.forEach((thread, tid) -> this.tids.put(thread.address(), tid));
    this.missing.addAll(missed);
    this.codes = codes;
    this.futures = new Futures(heap);
    this.finder = new TaskFinder(heap);
    this.running = new RunningFrames(this::stacks);
  }

  /// @param title of the interpreter
  /// @param interpreters addresses of their states
  /// @param most tasks that are read
  public TaskReport run(String title, List<Long> interpreters, int most) {
    if (isTooOld()) {
      return new TaskReport(title, List.of(), List.of(), 0, List.of(), List.of(TOO_OLD));
    }
    for (long interpreter : interpreters) {
      Modules modules = new Modules(heap, interpreter);
      try {
        futures.learn(modules);
      } catch (MemoryFault fault) {
        problems.add(new Problem("the classes of asyncio: " + fault.getMessage()));
      }
      finder.search(modules);
    }
    threads.forEach(finder::search);
    List<Long> found = finder.tasks();
    List<Task> tasks = read(found.subList(0, Math.min(found.size(), most)));
    if (tasks.size() < found.size()) {
      missing.add(
          new Problem(
              "%d of %d tasks are shown".formatted(tasks.size(), found.size()),
              "`py-tasks --most N` shows more"));
    }
    List<EventLoop> loops = loops(tasks);
    List<Circle> circles = new TaskCircles(heap, futures, tasks, this::outsiders).find();
    problems.addAll(finder.problems());
    return new TaskReport(
        title,
        loops,
        tasks,
        found.size(),
        circles,
        Stream.concat(missing.stream(), Problem.first(problems, MAX_PROBLEMS).stream()).toList());
  }

  /// Before 3.7 tasks are known to their class alone; 2.7 has none.
  private boolean isTooOld() {
    return heap.layout().version().atLeast(3, 0) && !heap.layout().version().atLeast(3, 7);
  }

  /// Each loop is read with the first of its tasks: the last ones may find nothing left to read.
  private List<Task> read(List<Long> addresses) {
    TaskReader reader = new TaskReader(heap, futures, running, codes);
    List<Task> tasks = new ArrayList<>();
    for (long address : addresses) {
      if (heap.isSpent()) {
        missing.add(new Problem("there is too much to read, further tasks are left out"));
        break;
      }
      Task task = reader.read(address, finder.current().containsKey(address));
      if (task.loop() != 0) {
        loops.computeIfAbsent(task.loop(), this::loop);
      }
      tasks.add(task);
    }
    tasks.sort(TaskNames.ORDER);
    return tied(tasks);
  }

  private List<RunningFrames.Stack> stacks() {
    return threads.stream().map(thread -> stack(thread.address())).toList();
  }

  private RunningFrames.Stack stack(long thread) {
    ScriptStack stack = FrameWalker.walk(heap, thread, MAX_FRAMES, codes);
    OptionalLong tid = tids.getOrDefault(thread, OptionalLong.empty());
    return new RunningFrames.Stack(tid, stack.frames(), stack.problems().isEmpty());
  }

  /// Adds which tasks complete the plain futures that others wait for, and what those stand for,
  /// then who waits for whom.
  private List<Task> tied(List<Task> tasks) {
    Map<Long, Set<Ref>> wakers = wakers(tasks);
    Resources resources = new Resources(heap, tasks);
    List<Task> tied =
        tasks.stream()
            .map(task -> withWakers(task, wakers))
            .map(task -> withResource(task, resources))
            .toList();
    Map<Long, List<Ref>> parents = new HashMap<>();
    for (Task task : tied) {
      task.waiting().stream()
          .flatMap(w -> w.tasks().stream())
          .forEach(child ->
              parents.computeIfAbsent(child.address(), _ -> new ArrayList<>()).add(ref(task)));
    }
    return tied.stream()
        .map(task -> task.awaitedBy(parents.getOrDefault(task.address(), List.of())))
        .toList();
  }

  private Map<Long, Set<Ref>> wakers(List<Task> tasks) {
    Set<Long> awaited = new LinkedHashSet<>();
    tasks.forEach(task ->
        task.waiting().filter(w -> w.tasks().isEmpty()).ifPresent(w -> awaited.add(w.address())));
    Map<Long, Set<Ref>> wakers = new HashMap<>();
    if (awaited.isEmpty()) {
      return wakers;
    }
    Wakers reader = new Wakers(heap, futures);
    for (Task task : tasks) {
      if (!task.isFinished() && task.state() != Task.State.UNREADABLE) {
        reader.completedBy(task.address()).stream()
            .filter(awaited::contains)
            .forEach(future ->
                wakers.computeIfAbsent(future, _ -> new LinkedHashSet<>()).add(ref(task)));
      }
    }
    return wakers;
  }

  private static Task withWakers(Task task, Map<Long, Set<Ref>> wakers) {
    Optional<Waiting> waiting =
        task.waiting()
            .map(w ->
                w.tasks().isEmpty() && wakers.containsKey(w.address())
                    ? w.by(List.copyOf(wakers.get(w.address())))
                    : w);
    return waiting.equals(task.waiting()) ? task : task.waitingFor(waiting);
  }

  private static Task withResource(Task task, Resources resources) {
    return resources
        .of(task)
        .map(resource -> task.waitingFor(task.waiting().map(w -> w.of(resource))))
        .orElse(task);
  }

  private static Ref ref(Task task) {
    return new Ref(task.address(), task.name());
  }

  private List<EventLoop> loops(List<Task> tasks) {
    return tasks.stream()
        .filter(task -> task.loop() != 0)
        .map(task -> loops.computeIfAbsent(task.loop(), this::loop))
        .distinct()
        .toList();
  }

  private EventLoop loop(long address) {
    try {
      return new EventLoop(address, heap.fullName(heap.typeOf(address)), loopThread(address));
    } catch (MemoryFault fault) {
      problems.add(new Problem("the event loop at " + hex(address) + ": " + fault.getMessage()));
      return new EventLoop(address, "?", OptionalLong.empty());
    }
  }

  /// @param of addresses of event loops
  private List<Long> outsiders(Set<Long> of) {
    Set<Long> runners =
        of.stream()
            .flatMap(address -> Optional.ofNullable(loops.get(address)).stream())
            .flatMapToLong(loop -> loop.tid().stream())
            .boxed()
            .collect(Collectors.toSet());
    return new OtherThreads(heap, running.stacks(), this::tid).beside(runners);
  }

  private OptionalLong tid(long pthread) {
    return threadOf(pthread).map(PyThread::address).map(tids::get).orElse(OptionalLong.empty());
  }

  private OptionalLong loopThread(long address) {
    Optional<Long> ident = Attributes.find(heap, address, "_thread_id");
    Optional<PyThread> thread =
        ident.isPresent()
            ? ident
                .filter(number -> !heap.typeOf(number).name().equals("NoneType"))
                .flatMap(number -> Ints.small(heap, number))
                .flatMap(this::threadOf)
            : new RunningLoops(heap, threads).threadOf(address);
    return thread.map(PyThread::address).map(tids::get).orElse(OptionalLong.empty());
  }

  private Optional<PyThread> threadOf(long pthread) {
    return threads.stream().filter(thread -> thread.pthread() == pthread).findFirst();
  }
}
