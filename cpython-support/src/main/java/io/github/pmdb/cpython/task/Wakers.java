package io.github.pmdb.cpython.task;

import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Lists;
import io.github.pmdb.cpython.object.Tuples;
import io.github.pmdb.memory.MemoryFault;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Finds the futures that a task completes when it is done, in the functions that it will call
/// then: `asyncio.wait`, `wait_for`, `shield` and `gather` keep the future in a closure or in the
/// arguments of a `partial`, `TaskGroup` in the object whose method is called.
final class Wakers {
  private static final int MAX_ITEMS = 256;
  private static final int MAX_TIMERS = 100_000;
  private static final int MAX_NESTING = 3;

  private final Heap heap;
  private final Futures futures;

  Wakers(Heap heap, Futures futures) {
    this.heap = heap;
    this.futures = futures;
  }

  /// Addresses of the futures.
  Set<Long> completedBy(long task) {
    Set<Long> found = new LinkedHashSet<>();
    try {
      for (long callback : futures.callbacks(task)) {
        collect(callback, found, 0);
      }
    } catch (MemoryFault _) {
      return found; // a tie that can not be read is not shown
    }
    found.remove(task);
    return found;
  }

  /// Addresses of the futures and tasks with which a loop's timers were made, as by
  /// `loop.call_later(60, task.cancel)`.
  Set<Long> timedBy(long loop) {
    Set<Long> found = new LinkedHashSet<>();
    try {
      List<Long> timers =
          Attributes.find(heap, loop, "_scheduled")
              .map(list -> Lists.first(heap, list, MAX_TIMERS))
              .orElse(List.of());
      for (long timer : timers) {
        Attributes.find(heap, timer, "_callback").ifPresent(c -> called(c, found));
        Attributes.find(heap, timer, "_args")
            .filter(arguments -> heap.isA(arguments, "tuple"))
            .ifPresent(arguments ->
                Tuples.items(heap, arguments, MAX_ITEMS).forEach(value -> addFuture(value, found)));
      }
    } catch (MemoryFault _) {
      return found; // what can not be read is not known to end anything
    }
    return found;
  }

  private void called(long callback, Set<Long> into) {
    switch (heap.typeOf(callback).name()) {
      case "builtin_function_or_method" -> addFuture(heap.pointer(callback, "cfunc.m_self"), into);
      case "method" -> addFuture(heap.pointer(callback, "method.im_self"), into);
      default -> collect(callback, into, 0);
    }
  }

  private void collect(long callback, Set<Long> into, int nesting) {
    if (callback == 0 || nesting > MAX_NESTING) {
      return;
    }
    switch (heap.typeOf(callback).name()) {
      case "function" -> futures.closure(callback).forEach(value -> addFuture(value, into));
      case "functools.partial" -> {
        int head = heap.layout().offset("varobject.ob_size"); // partialobject: fn, args, kw
        collect(heap.memory().pointer(callback + head), into, nesting + 1);
        long arguments = heap.memory().pointer(callback + head + 8);
        Tuples.items(heap, arguments, MAX_ITEMS).forEach(value -> addFuture(value, into));
      }
      case "method" -> {
        long self = heap.pointer(callback, "method.im_self");
        if (!futures.kind(self).isFuture()) {
          Attributes.of(heap, self).forEach(attribute -> addFuture(attribute.value(), into));
        }
      }
      default -> {}
    }
  }

  private void addFuture(long value, Set<Long> into) {
    if (value != 0 && futures.kind(value).isFuture()) {
      into.add(value);
    }
  }
}
