package io.github.pmdb.cpython.repr.library;

import io.github.pmdb.cpython.object.Deques;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Ints;
import io.github.pmdb.cpython.object.Lists;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.repr.Containers;
import io.github.pmdb.cpython.repr.Describer;
import io.github.pmdb.cpython.repr.Form;
import io.github.pmdb.cpython.repr.Instances;
import io.github.pmdb.memory.Addresses;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What tasks wait for each other with (`Lib/asyncio/locks.py`, `Lib/asyncio/queues.py`).
final class Asyncio {
  /// By the class in which the `__repr__` is written.
  private static final Map<String, Form> LOCKS =
      Map.of(
          "Lock", LibraryClasses.having("_locked", Asyncio::lock),
          "Event", LibraryClasses.having("_value", Asyncio::event),
          "Condition", LibraryClasses.having("_lock", Asyncio::condition),
          "Semaphore", LibraryClasses.having("_value", Asyncio::semaphore));

  private Asyncio() {}

  static Optional<Form> ofLocks(String owner) {
    return Optional.ofNullable(LOCKS.get(owner));
  }

  static Optional<Form> ofQueues(String owner) {
    return owner.equals("Queue")
        ? Optional.of(LibraryClasses.having("_maxsize", Asyncio::queue))
        : Optional.empty();
  }

  /// Of a deque or list; 0 of `None`.
  static long length(Heap heap, long address) {
    if (heap.typeOf(address).is(PyType.LIST)) {
      return Lists.size(heap, address);
    }
    return heap.isA(address, "collections.deque") ? Deques.size(heap, address) : 0;
  }

  private static long length(Heap heap, long address, String name) {
    return length(heap, LibraryClasses.attribute(heap, address, name));
  }

  /// Up to 3.6 there is no blank between the parts.
  private static String comma(Heap heap) {
    return heap.layout().version().atLeast(3, 7) ? ", " : ",";
  }

  private static void show(Describer to, long address, PyType type, String state) {
    Heap heap = to.heap();
    long waiters = length(heap, address, "_waiters");
    String more = waiters == 0 ? "" : comma(heap) + "waiters:" + waiters;
    to.text(
        "<%s object at %s [%s]>"
            .formatted(heap.fullName(type), Addresses.hex(address), state + more));
  }

  private static void lock(Describer to, long address, PyType type) {
    show(to, address, type, locked(to.heap(), address));
  }

  private static String locked(Heap heap, long lock) {
    return LibraryClasses.isTrue(heap, lock, "_locked") ? "locked" : "unlocked";
  }

  private static void event(Describer to, long address, PyType type) {
    show(to, address, type, LibraryClasses.isTrue(to.heap(), address, "_value") ? "set" : "unset");
  }

  private static void condition(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    show(to, address, type, locked(heap, LibraryClasses.attribute(heap, address, "_lock")));
  }

  /// Of one that is free and waited for, versions differ in what they call locked.
  private static void semaphore(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    boolean free = LibraryClasses.isTrue(heap, address, "_value");
    if (free && length(heap, address, "_waiters") != 0) {
      Instances.instance(to, address, type);
      return;
    }
    long value = Ints.small(heap, LibraryClasses.attribute(heap, address, "_value")).orElse(0L);
    show(to, address, type, free ? "unlocked" + comma(heap) + "value:" + value : "locked");
  }

  private static void queue(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    to.nested(
        address,
        "...",
        () -> {
          to.text("<%s at %s maxsize=".formatted(type.shortName(), Addresses.hex(address)));
          to.value(LibraryClasses.attribute(heap, address, "_maxsize"));
          items(to, LibraryClasses.attribute(heap, address, "_queue"));
          waiting(to, address, "_getters");
          waiting(to, address, "_putters");
          if (LibraryClasses.isTrue(heap, address, "_unfinished_tasks")) {
            to.text(" tasks=");
            to.value(LibraryClasses.attribute(heap, address, "_unfinished_tasks"));
          }
          to.text(
              LibraryClasses.isTrue(heap, address, "_is_shutdown")
                  ? " shutdown>"
                  : ">"); // since 3.13
        });
  }

  private static void items(Describer to, long queue) {
    Heap heap = to.heap();
    long size = length(heap, queue);
    if (size == 0) {
      return;
    }
    int most = to.limits().items();
    List<Long> items =
        heap.typeOf(queue).is(PyType.LIST)
            ? Lists.first(heap, queue, most)
            : Deques.items(heap, queue, most);
    to.text(" _queue=[");
    Containers.items(to, items, size);
    to.text("]");
  }

  private static void waiting(Describer to, long address, String name) {
    long size = length(to.heap(), address, name);
    to.text(size == 0 ? "" : " %s[%d]".formatted(name, size));
  }
}
