package io.github.pmdb.cpython.lock;

import io.github.pmdb.cpython.frame.FrameLocals;
import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Classes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Ints;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.interpreter.LockInspector.Pause;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.memory.MemoryFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Says what a thread waits for in functions of the standard library: not the lock or system call
/// at the bottom, but what the user's code has asked for.
public final class Pauses {
  private static final String CHILD = "a child process to end";
  private static final String POOL_WORK = "work for a pool";
  private static final String POOL_RESULT = "the result of a pool";
  private static final String POOL_END = "the workers of a pool to end";
  private static final String EVENTS = "events on files or sockets";
  private static final String LOOP_EVENTS = "events in the event loop of asyncio";
  private static final String SOCKET_DATA = "data on a socket";
  private static final String TLS_DATA = "data on a TLS socket";
  private static final String CONNECTION_DATA = "data on a connection of multiprocessing";
  private static final String HTTP = "an answer by HTTP";
  private static final String COMMAND = "a command from the user";

  /// By module and function, of a method with its class; a module alone stands for all its
  /// functions.
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("queue.Queue.get", "a queue item"),
          Map.entry("queue.Queue.put", "room in a queue"),
          Map.entry("queue.Queue.join", "all items of a queue to be done"),
          Map.entry("threading.Thread.join", "a thread to end"),
          Map.entry("threading._shutdown", "threads that are no daemons to end"),
          Map.entry("threading.Event.wait", "an event"),
          Map.entry("threading.Condition.wait", "a condition"),
          Map.entry("threading.Condition.wait_for", "a condition"),
          Map.entry("threading.Barrier.wait", "the others at a barrier"),
          Map.entry("threading.Semaphore.acquire", "a semaphore"),
          Map.entry("Queue.get", "a queue item"), // these of 2.7
          Map.entry("Queue.put", "room in a queue"),
          Map.entry("Queue.join", "all items of a queue to be done"),
          Map.entry("threading._Event.wait", "an event"),
          Map.entry("threading._Condition.wait", "a condition"),
          Map.entry("concurrent.futures._base.Future.result", "the result of a future"),
          Map.entry("concurrent.futures._base.Future.exception", "the result of a future"),
          Map.entry("concurrent.futures._base.result_iterator", "the result of a future"),
          Map.entry("concurrent.futures._base.wait", "futures"),
          Map.entry("concurrent.futures._base.as_completed", "futures"),
          Map.entry("concurrent.futures._base.Executor.__exit__", POOL_END),
          Map.entry("concurrent.futures.thread.ThreadPoolExecutor.shutdown", POOL_END),
          Map.entry("concurrent.futures.thread._python_exit", POOL_END),
          Map.entry("concurrent.futures.thread._worker", POOL_WORK),
          Map.entry("concurrent.futures.process._process_worker", POOL_WORK),
          Map.entry("concurrent.futures.process._ExecutorManagerThread.run", POOL_WORK),
          Map.entry("concurrent.futures.process._queue_management_worker", POOL_WORK), // up to 3.8
          Map.entry("concurrent.futures.process.ProcessPoolExecutor.shutdown", POOL_END),
          Map.entry("subprocess", CHILD),
          Map.entry("multiprocessing.process.BaseProcess.join", CHILD),
          Map.entry("multiprocessing.queues.Queue.get", "a queue item"),
          Map.entry("multiprocessing.queues.SimpleQueue.get", "a queue item"),
          Map.entry("multiprocessing.queues.Queue.put", "room in a queue"),
          Map.entry("multiprocessing.queues.JoinableQueue.join", "all items of a queue to be done"),
          Map.entry("multiprocessing.pool.Pool.join", POOL_END),
          Map.entry("multiprocessing.pool.worker", POOL_WORK),
          Map.entry("multiprocessing.pool._handle_tasks", POOL_WORK),
          Map.entry("multiprocessing.pool._handle_results", POOL_RESULT),
          Map.entry("multiprocessing.pool._handle_workers", "workers of a pool that end"),
          Map.entry("multiprocessing.pool", POOL_RESULT),
          Map.entry("multiprocessing.connection", CONNECTION_DATA),
          Map.entry("multiprocessing.synchronize.SemLock.__enter__", "a lock of multiprocessing"),
          Map.entry("multiprocessing.synchronize.Condition.wait", "a condition"),
          Map.entry("multiprocessing.synchronize.Event.wait", "an event"),
          Map.entry("selectors", EVENTS),
          Map.entry("asyncio.runners", LOOP_EVENTS),
          Map.entry("asyncio.base_events", LOOP_EVENTS),
          Map.entry("socketserver.BaseServer.serve_forever", "requests"),
          Map.entry("socket.socket.accept", "a connection"),
          Map.entry("socket.create_connection", "a connection to be made"),
          Map.entry("socket", SOCKET_DATA),
          Map.entry("ssl.SSLSocket.do_handshake", "a TLS handshake"),
          Map.entry("ssl", TLS_DATA),
          Map.entry("http.client", HTTP),
          Map.entry("urllib.request", HTTP),
          Map.entry("importlib._bootstrap._ModuleLock.acquire", "another thread's import"),
          Map.entry("sched.scheduler.run", "the time of an event"),
          Map.entry("getpass", "a password from the user"),
          Map.entry("cmd", COMMAND),
          Map.entry("pdb", COMMAND),
          Map.entry("bdb", COMMAND));

  /// Calls what the user has given to a pool, so what waits within may be the user's.
  private static final String WORK_ITEM = "concurrent.futures.thread._WorkItem.run";

  /// Where a process of `multiprocessing` begins. One that was forked has its parent's frames
  /// further out, in which it never runs again.
  private static final Set<String> BIRTHS =
      Set.of(
          "multiprocessing.process.BaseProcess._bootstrap",
          "multiprocessing.process.BaseProcess.run",
          "multiprocessing.process.Process._bootstrap", // these of 2.7
          "multiprocessing.process.Process.run");

  /// Modules by which threads and programs are started, which wait for nothing.
  private static final Set<String> STARTERS = Set.of("runpy", "importlib._bootstrap");

  private final Heap heap;
  private final LibraryFiles files;

  /// @param interpreter address of the `PyInterpreterState` that has imported the library
  public Pauses(Heap heap, long interpreter) {
    this.heap = heap;
    this.files = LibraryFiles.of(heap, interpreter);
  }

  /// A frame of the library.
  ///
  /// @param function with its class, `Queue.get`
  private record Call(ScriptFrame frame, String module, String function) {
    String name() {
      return module + "." + function;
    }

    String title() {
      String open =
          Stream.of(module.split("\\."))
              .filter(part -> !part.startsWith("_"))
              .collect(Collectors.joining("."));
      return (open.isEmpty() ? module : open) + "." + function;
    }

    Optional<String> words() {
      String last = function.substring(function.lastIndexOf('.') + 1);
      return Stream.of(name(), module + "." + last, module)
          .flatMap(name -> Optional.ofNullable(WORDS.get(name)).stream())
          .findFirst();
    }
  }

  /// @param frames innermost first
  public Optional<Pause> of(List<ScriptFrame> frames) {
    List<ScriptFrame> own = sinceBirth(frames);
    if (own.isEmpty()) {
      return Optional.empty();
    }
    List<Call> calls = calls(own);
    Optional<ScriptFrame> user = files.user(own);
    String by = calls.isEmpty() ? "" : calls.getLast().title();
    return user.isEmpty() && by.isEmpty()
        ? Optional.empty()
        : Optional.of(new Pause(words(calls), user, by));
  }

  private List<ScriptFrame> sinceBirth(List<ScriptFrame> frames) {
    int end = 0;
    while (end < frames.size() && !isBirth(frames.get(end))) {
      end++;
    }
    return frames.subList(0, end);
  }

  private boolean isBirth(ScriptFrame frame) {
    return files
        .module(frame)
        .filter("multiprocessing.process"::equals)
        .filter(module -> BIRTHS.contains(module + "." + qualified(frame)))
        .isPresent();
  }

  /// The functions of the library between the user's code and the wait, innermost first.
  private List<Call> calls(List<ScriptFrame> frames) {
    List<Call> calls = new ArrayList<>();
    for (ScriptFrame frame : frames) {
      Optional<String> module = files.module(frame);
      if (module.isEmpty()) {
        break;
      }
      Call call = new Call(frame, module.get(), qualified(frame));
      if (call.name().equals(WORK_ITEM)) {
        break;
      }
      if (!StandardLibrary.isStart(frame) && !STARTERS.contains(module.get())) {
        calls.add(call);
      }
    }
    return calls;
  }

  /// Up to 3.10 code knows its name without that of the class, which is found by the method's
  /// `self`.
  private String qualified(ScriptFrame frame) {
    String name = frame.function();
    if (name.contains(".")) {
      return name;
    }
    try {
      Optional<Long> self = StandardLibrary.self(heap, frame);
      long code = FrameLocals.codeOf(heap, frame.address());
      return self.isEmpty()
          ? name
          : definer(self.get(), name, code).map(c -> c + "." + name).orElse(name);
    } catch (MemoryFault _) {
      return name;
    }
  }

  /// The class that defines a method, which a subclass may override and call.
  private Optional<String> definer(long self, String name, long code) {
    for (PyType type : Classes.lineage(heap, heap.typeOf(self))) {
      Optional<Classes.Found> found = Classes.find(heap, type, name);
      if (found.isPresent()
          && heap.isA(found.get().value(), "function")
          && heap.pointer(found.get().value(), "func.func_code") == code) {
        return Optional.of(found.get().owner().shortName());
      }
    }
    return Optional.empty();
  }

  /// What the outermost of the calls that is known waits for.
  private String words(List<Call> calls) {
    String words =
        calls.reversed().stream().flatMap(c -> c.words().stream()).findFirst().orElse("");
    return words.equals(CHILD)
        ? child(calls).map(pid -> "child process " + pid + " to end").orElse(words)
        : words;
  }

  /// Both `subprocess.Popen` and that of `multiprocessing` keep the number of their process.
  private Optional<Long> child(List<Call> calls) {
    return calls.stream().flatMap(call -> pid(call.frame()).stream()).findFirst();
  }

  private Optional<Long> pid(ScriptFrame frame) {
    try {
      return StandardLibrary.self(heap, frame)
          .flatMap(self -> Attributes.find(heap, self, "pid"))
          .flatMap(pid -> Ints.small(heap, pid));
    } catch (MemoryFault _) {
      return Optional.empty(); // the number is an extra
    }
  }
}
