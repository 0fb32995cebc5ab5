package io.github.pmdb.cpython;

import static io.github.pmdb.memory.Addresses.hex;

import io.github.pmdb.cpython.exception.Exceptions;
import io.github.pmdb.cpython.frame.ThreadWalker;
import io.github.pmdb.cpython.frame.ThreadWalker.PyThread;
import io.github.pmdb.cpython.locate.PythonRuntime;
import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.interpreter.Readiness;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.procfs.FutexWait;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// One look at the threads of all interpreters, with what each of them does for the runtime.
final class ThreadReport {
  private final Snapshot snapshot;
  private final PythonRuntime runtime;
  private final Heap heap;
  private final RuntimeState state;
  private final Map<Long, Map<Long, String>> namesByInterpreter = new HashMap<>();
  private final ThreadWalker.Found found;
  private final Runners runners;

  ThreadReport(Snapshot snapshot, PythonRuntime runtime, Heap heap) {
    this.snapshot = snapshot;
    this.runtime = runtime;
    this.heap = heap;
    this.state = new RuntimeState(heap, runtime);
    ThreadWalker.Found listed = ThreadWalker.walk(heap, newest());
    this.runners = new Runners(snapshot, heap, listed.threads());
    this.found =
        new ThreadWalker.Found(
            listed.interpreters(),
            listed.threads().stream().map(runners::corrected).toList(),
            listed.problems());
  }

  private OptionalLong tid(PyThread thread) {
    return runners.tid(thread);
  }

  /// The newest interpreter, which starts the list.
  private long newest() {
    try {
      return runtime.headSlot().isPresent()
          ? heap.memory().pointer(runtime.headSlot().getAsLong())
          : runtime.interpreter();
    } catch (MemoryFault _) {
      return runtime.interpreter(); // it was readable when the runtime was located
    }
  }

  /// Addresses of the interpreters, the main one first.
  List<Long> interpreters() {
    return found.interpreters();
  }

  /// Thread states as they are.
  List<PyThread> states() {
    return found.threads();
  }

  /// What cut the lists of both short.
  List<Problem> problems() {
    return found.problems();
  }

  /// Thread states with the kernel's ids.
  Map<PyThread, OptionalLong> tids() {
    Map<PyThread, OptionalLong> tids = new LinkedHashMap<>();
    states().forEach(thread -> tids.put(thread, tid(thread)));
    return tids;
  }

  List<ScriptThread> threads() {
    return states().stream().map(this::thread).toList();
  }

  private ScriptThread thread(PyThread thread) {
    Map<Long, String> names =
        namesByInterpreter.computeIfAbsent(
            thread.interpreter(), interpreter -> ThreadNames.read(heap, interpreter));
    String name =
        Optional.ofNullable(names.get(thread.pthread()))
            .orElseGet(() -> ThreadNames.ofLeftCode(heap, thread.address()));
    return new ScriptThread(
        "Python",
        thread.address(),
        tid(thread),
        name,
        notes(thread),
        thread.interpreterId(),
        thread.pthread() == 0 ? OptionalLong.empty() : OptionalLong.of(thread.pthread()));
  }

  private List<String> notes(PyThread thread) {
    List<String> notes = new ArrayList<>();
    try {
      boolean holder =
          !state.gilDisabled(thread.interpreter())
              && state.gilHolder(thread.interpreter()).equals(OptionalLong.of(thread.address()));
      if (holder) {
        notes.add("holds the GIL");
      } else if (!state.gilDisabled(thread.interpreter()) && waitsForGil(thread)) {
        notes.add("waits for the GIL");
      }
      if (holder && state.collecting(thread.interpreter())) {
        // Not that this thread collects: a finalizer may have let go of the lock in another.
        notes.add("while garbage is collected");
      }
    } catch (MemoryFault fault) {
      notes.add("whether it holds the GIL is not readable: " + fault.getMessage());
    }
    notes.addAll(Exceptions.notes(heap, thread.address()));
    return List.copyOf(notes);
  }

  private boolean waitsForGil(PyThread thread) {
    return FutexWait.of(snapshot, tid(thread))
        .filter(futex -> state.waitsForGil(thread.interpreter(), futex.address()))
        .isPresent();
  }

  /// Facts about the runtime as a whole.
  List<String> facts() {
    List<String> facts = new ArrayList<>();
    List<Long> interpreters = interpreters();
    long main = interpreters.isEmpty() ? runtime.interpreter() : interpreters.getFirst();
    version(main).ifPresent(facts::add);
    if (sys(main, "gettotalrefcount").isPresent()) { // there in debug builds only
      facts.add("debug build");
    }
    if (interpreters.size() > 1) {
      facts.add(interpreters.size() + " interpreters");
    }
    try {
      gil(interpreters, states(), facts);
    } catch (MemoryFault fault) {
      facts.add("the state of the GIL is not readable: " + fault.getMessage());
    }
    problems().stream().map(Problem::what).forEach(facts::add);
    return List.copyOf(facts);
  }

  /// `sys.version` in one line.
  private Optional<String> version(long interpreter) {
    return sys(interpreter, "version")
        .flatMap(value -> Strings.text(heap, value))
        .map(text -> "version " + text.replaceAll("\\s+", " "));
  }

  private Optional<Long> sys(long interpreter, String name) {
    try {
      return Dicts.find(heap, heap.pointer(interpreter, "interp.sysdict"), name);
    } catch (MemoryFault _) {
      return Optional.empty(); // the title has the version already
    }
  }

  /// Whether code could be run, which is always the main interpreter's.
  Readiness readiness() {
    List<String> obstacles =
        state.finalizing()
            ? List.of("the interpreter is shutting down and lets no new code run")
            : List.of();
    OptionalLong main =
        states().stream()
            .filter(thread -> thread.interpreterId() == 0)
            .mapToLong(PyThread::interpreter)
            .findFirst();
    if (main.isEmpty() || !state.knowsGil()) {
      return new Readiness(false, OptionalLong.empty(), obstacles);
    }
    OptionalLong holder = state.gilHolder(main.getAsLong());
    return new Readiness(holder.isEmpty(), holder, obstacles);
  }

  /// Interpreters may share a lock, as all do up to 3.11.
  private void gil(List<Long> interpreters, List<PyThread> threads, List<String> facts) {
    Map<OptionalLong, Long> locks = new LinkedHashMap<>();
    interpreters.forEach(interpreter -> locks.putIfAbsent(state.gil(interpreter), interpreter));
    for (long interpreter : locks.values()) {
      gil(interpreter, which(interpreter, locks.size()), threads).ifPresent(facts::add);
    }
    for (long interpreter : interpreters) {
      if (state.collecting(interpreter)) {
        String which = which(interpreter, interpreters.size());
        facts.add("the garbage collector" + which + " is running");
      }
    }
    if (state.finalizing()) {
      facts.add("the runtime is finalizing");
    }
  }

  private static String which(long interpreter, int of) {
    return of == 1 ? "" : " of the interpreter at " + hex(interpreter);
  }

  private Optional<String> gil(long interpreter, String which, List<PyThread> threads) {
    OptionalLong holder = state.gilHolder(interpreter);
    if (state.gilDisabled(interpreter)) {
      return Optional.of("GIL" + which + " disabled");
    }
    if (holder.isPresent()) {
      return Optional.of("GIL" + which + " held by " + title(holder.getAsLong(), threads));
    }
    return state.knowsGil() ? Optional.of("GIL" + which + " held by no thread") : Optional.empty();
  }

  private String title(long holder, List<PyThread> threads) {
    return threads.stream()
        .filter(thread -> thread.address() == holder)
        .map(this::tid)
        .filter(OptionalLong::isPresent)
        .map(tid -> "thread " + tid.getAsLong())
        .findFirst()
        .orElse("the thread state at " + hex(holder));
  }
}
