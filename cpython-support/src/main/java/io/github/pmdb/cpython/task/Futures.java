package io.github.pmdb.cpython.task;

import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Ints;
import io.github.pmdb.cpython.object.Lists;
import io.github.pmdb.cpython.object.Modules;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.cpython.object.Tuples;
import io.github.pmdb.memory.MemoryFault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads futures and tasks, which are objects of C (`FutureObj`, `TaskObj` in
/// `Modules/_asynciomodule.c`) or of Python (`Lib/asyncio/futures.py`, `tasks.py`), and classes
/// derived from either.
final class Futures {
  private static final int MAX_BASES = 64;
  private static final int MAX_ITEMS = 100_000;
  private static final int MAX_CELLS = 256;

  /// The field after which 3.10.3 got one more.
  private static final String LAST_UNMOVED = "future.exception";

  private static final String SHIELD = "_outer_done_callback";

  private final Heap heap;
  private final Map<Long, Kind> kinds = new HashMap<>();

  /// What the C fields behind [#LAST_UNMOVED] are off by: -8 in 3.10.0 to 3.10.2.
  private int drift;

  /// What an object is.
  enum Kind {
    C_TASK,
    C_FUTURE,
    PYTHON_TASK,
    PYTHON_FUTURE,
    OTHER;

    boolean isTask() {
      return this == C_TASK || this == PYTHON_TASK;
    }

    boolean isFuture() {
      return this != OTHER;
    }
  }

  /// The states of `fut_state`.
  enum State {
    PENDING,
    CANCELLED,
    FINISHED
  }

  Futures(Heap heap) {
    this.heap = heap;
  }

  /// Learns the classes of an interpreter.
  ///
  /// @throws MemoryFault when the build has tasks of another layout
  void learn(Modules modules) {
    learn(modules.attribute("asyncio.futures", "_PyFuture"), Kind.PYTHON_FUTURE);
    learn(modules.attribute("asyncio.tasks", "_PyTask"), Kind.PYTHON_TASK);
    Optional<Long> task = modules.attribute("_asyncio", "Task");
    if (task.isPresent()) {
      measure(task.get());
      learn(task, Kind.C_TASK);
      learn(modules.attribute("_asyncio", "Future"), Kind.C_FUTURE);
    }
  }

  private void learn(Optional<Long> type, Kind kind) {
    type.ifPresent(address -> kinds.put(address, kind));
  }

  private void measure(long type) {
    if (!heap.has("task.coro")) {
      throw Heap.malformed(type, "the layout of tasks of this build is not known");
    }
    long size = heap.i64(type, "type.tp_basicsize");
    long difference = size - heap.layout().offset("task.sizeof");
    boolean known =
        difference == 0
            || (difference == -8
                && heap.layout().version().atLeast(3, 10)
                && !heap.layout().version().atLeast(3, 11));
    if (!known) {
      throw Heap.malformed(type, "tasks of this build have %d bytes".formatted(size));
    }
    drift = (int) difference;
  }

  /// @throws MemoryFault when no object is there
  Kind kind(long address) {
    PyType type = heap.typeOf(address);
    Kind known = kinds.get(type.address());
    if (known == null) {
      known = inherited(type);
      kinds.put(type.address(), known);
    }
    return known;
  }

  private Kind inherited(PyType type) {
    long base = type.base();
    for (int i = 0; i < MAX_BASES && base != 0; i++) {
      Kind known = kinds.get(base);
      if (known != null) {
        return known;
      }
      base = heap.type(base).base();
    }
    return Kind.OTHER;
  }

  private boolean isC(long address) {
    Kind kind = kind(address);
    return kind == Kind.C_TASK || kind == Kind.C_FUTURE;
  }

  private long slot(String field) {
    long offset = heap.layout().offset(field);
    return offset > heap.layout().offset(LAST_UNMOVED) ? offset + drift : offset;
  }

  /// A field by its name in C, and in Python; 0 for none and for `None`.
  private long field(long address, String inC, String inPython) {
    long value =
        isC(address)
            ? heap.memory().pointer(address + slot(inC))
            : Attributes.find(heap, address, inPython).orElse(0L);
    return value == 0 || heap.typeOf(value).name().equals("NoneType") ? 0 : value;
  }

  State state(long address) {
    if (isC(address)) {
      int state = heap.memory().i32(address + slot("future.state"));
      return State.values()[
          Heap.bounded(state, State.values().length - 1, address, "state as a future")];
    }
    String state =
        Attributes.find(heap, address, "_state")
            .map(s -> Strings.text(heap, s).orElse("?"))
            .orElse("PENDING"); // the class has that one
    return switch (state) {
      case "PENDING" -> State.PENDING;
      case "CANCELLED" -> State.CANCELLED;
      case "FINISHED" -> State.FINISHED;
      default -> throw Heap.malformed(address, "the future there has no state");
    };
  }

  long loop(long address) {
    return field(address, "future.loop", "_loop");
  }

  long exception(long address) {
    return field(address, "future.exception", "_exception");
  }

  /// Address of the result; the object `None` has one too.
  long result(long address) {
    return isC(address)
        ? heap.memory().pointer(address + slot("future.result"))
        : Attributes.find(heap, address, "_result").orElse(0L);
  }

  long coroutine(long task) {
    return field(task, "task.coro", "_coro");
  }

  /// What the task awaits: a future, another task, or 0.
  long waiter(long task) {
    return field(task, "task.fut_waiter", "_fut_waiter");
  }

  /// The name, empty where the version has none. It is a bare number until somebody asks for it.
  String name(long task) {
    if (isC(task) && !heap.has("task.name")) {
      return "";
    }
    long name = field(task, "task.name", "_name");
    if (name == 0) {
      return "";
    }
    return heap.typeOf(name).is(PyType.INT)
        ? Ints.small(heap, name).map(n -> "Task-" + n).orElse("")
        : Strings.text(heap, name).orElse("");
  }

  /// Addresses of the futures that a `_GatheringFuture` collects; empty for others.
  List<Long> children(long future) {
    if (!heap.typeOf(future).shortName().equals("_GatheringFuture")) {
      return List.of();
    }
    return Attributes.find(heap, future, "_children")
        .map(list -> Lists.first(heap, list, MAX_ITEMS))
        .orElse(List.of());
  }

  /// Whether a `gather` goes on until all that it collects is done, whatever fails: its callback
  /// has `return_exceptions` in its closure. What collects others in turn may fail by any of those.
  boolean endsWithAll(long gather) {
    List<Long> children = children(gather);
    return children.stream().anyMatch(child -> returnsExceptions(child, gather))
        && children.stream().allMatch(c -> children(c).isEmpty() && shielded(c).isEmpty());
  }

  private boolean returnsExceptions(long child, long gather) {
    return functions(child)
        .map(this::closure)
        .filter(values -> values.contains(gather))
        .flatMap(List::stream)
        .anyMatch(this::isTrue);
  }

  private boolean isTrue(long value) {
    return value != 0 && heap.isA(value, "bool") && Ints.small(heap, value).equals(Optional.of(1L));
  }

  /// Whether it stands for another one that `shield` keeps from being cancelled, since 3.8.
  boolean isShield(long future) {
    return shields(future).findAny().isPresent();
  }

  /// Addresses of what such a one stands for; empty for others.
  List<Long> shielded(long future) {
    return shields(future)
        .flatMap(function -> closure(function).stream())
        .filter(value -> value != 0 && completes(value, future))
        .toList();
  }

  /// Whether a function that is called when the one is done knows the other. In the closure of
  /// `shield` lies the task that called it, too.
  private boolean completes(long one, long other) {
    return functions(one).anyMatch(function -> closure(function).contains(other));
  }

  /// The functions that `shield` has called when its future is done.
  private Stream<Long> shields(long future) {
    return functions(future)
        .filter(f -> Strings.equals(heap, heap.pointer(f, "func.func_name"), SHIELD));
  }

  /// The functions of Python's that are called when it is done; none of what is no future.
  private Stream<Long> functions(long future) {
    return kind(future).isFuture()
        ? callbacks(future).stream().filter(callback -> heap.isA(callback, "function"))
        : Stream.empty();
  }

  /// Addresses of the values that a function has of those around it, 0 for a name without any.
  List<Long> closure(long function) {
    long cells = heap.pointer(function, "func.func_closure");
    if (cells == 0) {
      return List.of();
    }
    List<Long> values = new ArrayList<>();
    for (long cell : Tuples.items(heap, cells, MAX_CELLS)) {
      values.add(heap.pointer(cell, "cell.ob_ref"));
    }
    return values;
  }

  /// Addresses of the functions that are called when it is done.
  List<Long> callbacks(long future) {
    List<Long> found = new ArrayList<>();
    if (isC(future)) {
      long first = heap.pointer(future, "future.callback0");
      if (first != 0) {
        found.add(first);
      }
    }
    long list = field(future, "future.callbacks", "_callbacks");
    if (list != 0) {
      for (long pair : Lists.first(heap, list, MAX_ITEMS)) {
        Tuples.items(heap, pair, 2).stream().findFirst().ifPresent(found::add);
      }
    }
    return found;
  }
}
