package io.github.pmdb.cpython.repr.library;

import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Ints;
import io.github.pmdb.cpython.object.Lock;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.cpython.repr.Describer;
import io.github.pmdb.cpython.repr.Form;
import io.github.pmdb.cpython.repr.Instances;
import io.github.pmdb.memory.Addresses;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What threads wait for each other with, and threads (`Lib/threading.py` of Python 3). Semaphores,
/// events and barriers have a `__repr__` since 3.11.
final class Threading {
  private static final long BROKEN = -2;

  /// What knows the kernel's thread, in 3.13 and since 3.14.
  private static final List<String> HANDLES = List.of("_handle", "_os_thread_handle");

  /// `thread_is_exiting`, behind four links, two words, two `int`s and the byte of a mutex.
  private static final int EXITING = 57;

  /// By the class in which the `__repr__` is written: what its objects have, and their form.
  private static final Map<String, Form> FORMS =
      Map.of(
          "Condition", LibraryClasses.having("_waiters", Threading::condition),
          "Semaphore", LibraryClasses.having("_value", Threading::semaphore),
          "BoundedSemaphore", LibraryClasses.having("_initial_value", Threading::bounded),
          "Event", LibraryClasses.having("_flag", Threading::event),
          "Barrier", LibraryClasses.having("_parties", Threading::barrier),
          "Thread", LibraryClasses.having("_started", Threading::thread));

  private Threading() {}

  static Optional<Form> of(String owner) {
    return Optional.ofNullable(FORMS.get(owner));
  }

  private static long attribute(Describer to, long address, String name) {
    return LibraryClasses.attribute(to.heap(), address, name);
  }

  /// A number, or 0 or 1 of a truth value.
  private static long number(Heap heap, long address, String name) {
    return Ints.small(heap, LibraryClasses.attribute(heap, address, name)).orElse(0L);
  }

  private static void head(Describer to, long address, PyType type) {
    to.text("<%s at %s: ".formatted(to.heap().fullName(type), Addresses.hex(address)));
  }

  private static void condition(Describer to, long address, PyType type) {
    to.nested(
        address,
        "...",
        () -> {
          to.text("<Condition(");
          to.value(attribute(to, address, "_lock"));
          long waiters = Asyncio.length(to.heap(), attribute(to, address, "_waiters"));
          to.text(", " + waiters + ")>");
        });
  }

  private static void semaphore(Describer to, long address, PyType type) {
    head(to, address, type);
    to.text("value=");
    to.value(attribute(to, address, "_value"));
    to.text(">");
  }

  private static void bounded(Describer to, long address, PyType type) {
    head(to, address, type);
    to.text("value=");
    to.value(attribute(to, address, "_value"));
    to.text("/");
    to.value(attribute(to, address, "_initial_value"));
    to.text(">");
  }

  private static void event(Describer to, long address, PyType type) {
    head(to, address, type);
    to.text(number(to.heap(), address, "_flag") != 0 ? "set>" : "unset>");
  }

  /// Who waits is counted also while those that are let go leave, and is not shown then.
  private static void barrier(Describer to, long address, PyType type) {
    head(to, address, type);
    long state = number(to.heap(), address, "_state");
    if (state == BROKEN) {
      to.text("broken>");
      return;
    }
    to.text("waiters=" + (state == 0 ? number(to.heap(), address, "_count") : 0) + "/");
    to.value(attribute(to, address, "_parties"));
    to.text(">");
  }

  private static void thread(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    Optional<String> name = Strings.text(heap, attribute(to, address, "_name"));
    if (name.isEmpty()) {
      Instances.instance(to, address, type);
      return;
    }
    boolean started = number(heap, attribute(to, address, "_started"), "_flag") != 0;
    String state = isStopped(heap, address) ? "stopped" : started ? "started" : "initial";
    String daemon = number(heap, address, "_daemonic") != 0 ? " daemon" : "";
    long ident = attribute(to, address, "_ident");
    String number =
        Ints.areOf(heap, heap.typeOf(ident))
            ? Ints.read(heap, ident).map(id -> " " + id).orElse("")
            : ""; // None before it starts
    to.text("<%s(%s, %s)>".formatted(type.shortName(), name.get(), state + daemon + number));
  }

  private static boolean isStopped(Heap heap, long thread) {
    Optional<Long> handle =
        HANDLES.stream().flatMap(name -> Attributes.find(heap, thread, name).stream()).findFirst();
    return handle.isPresent() ? isExiting(heap, handle.get()) : isFree(heap, thread);
  }

  /// Since 3.13 (`PyThreadHandleObject` and `ThreadHandle` in `Modules/_threadmodule.c`).
  private static boolean isExiting(Heap heap, long handle) {
    if (!heap.typeOf(handle).name().equals("_thread._ThreadHandle")) {
      throw Heap.malformed(handle, "no handle of a thread lies there");
    }
    long fields = heap.memory().pointer(handle + heap.layout().offset("object.sizeof"));
    return heap.memory().u8(fields + EXITING) == 1;
  }

  /// Up to 3.12 Python notes the end of a thread only when somebody asks: the lock that it held is
  /// free then.
  private static boolean isFree(Heap heap, long thread) {
    return LibraryClasses.isTrue(heap, thread, "_is_stopped")
        || Attributes.find(heap, thread, "_tstate_lock")
            .flatMap(lock -> Lock.read(heap, lock))
            .filter(lock -> lock.count() == 0)
            .isPresent();
  }
}
