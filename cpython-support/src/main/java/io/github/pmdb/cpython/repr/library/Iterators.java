package io.github.pmdb.cpython.repr.library;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Ints;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.repr.Describer;
import io.github.pmdb.memory.Memory;
import java.util.Optional;

/// Iterators of `itertools` that show what they give (`Modules/itertoolsmodule.c`).
final class Iterators {
  private Iterators() {}

  /// Behind the head: a number, or where that is not enough the next value and the step.
  static void count(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    long fields = address + heap.layout().offset("object.sizeof");
    long number = heap.memory().i64(fields);
    to.text(heap.shownName(type, "count") + "(");
    if (number != Long.MAX_VALUE) {
      to.text(Long.toString(number));
    } else {
      to.value(heap.memory().pointer(fields + 8));
      long step = heap.memory().pointer(fields + 16);
      if (!heap.typeOf(step).is(PyType.INT) || !Ints.small(heap, step).equals(Optional.of(1L))) {
        to.text(", ");
        to.value(step);
      }
    }
    to.text(")");
  }

  /// Behind the head: the value and how often it is still given, -1 for ever.
  static void repeat(Describer to, long address, PyType type) {
    Memory memory = to.heap().memory();
    long fields = address + to.heap().layout().offset("object.sizeof");
    long times = memory.i64(fields + 8);
    to.nested(
        address,
        "...",
        () -> {
          to.text(to.heap().shownName(type, "repeat") + "(");
          to.value(memory.pointer(fields));
          to.text(times == -1 ? ")" : ", " + times + ")");
        });
  }
}
