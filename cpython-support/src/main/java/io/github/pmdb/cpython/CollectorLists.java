package io.github.pmdb.cpython;

import static io.github.pmdb.memory.Addresses.hex;

import io.github.pmdb.cpython.locate.PythonRuntime;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;

/// The lists in which the garbage collector keeps every object that can hold others: three
/// generations and the permanent one, circles of `PyGC_Head`s in front of the objects.
///
/// | version | where they begin |
/// |---|---|
/// | up to 3.6 | `_PyGC_generation0` (`Modules/gcmodule.c`) points there |
/// | 3.7, 3.8 | in `_PyRuntime` |
/// | since 3.9 | in each interpreter |
///
/// Free-threaded builds have none: there [MimallocPages] are looked through.
final class CollectorLists {
  private static final int GENERATIONS = 3;

  /// The two lowest bits of a link are flags (`Include/internal/pycore_gc.h`, since 3.8).
  private static final long FLAGS = 3;

  /// Bytes before the flag `collecting` in which all lists begin (`struct _gc_runtime_state`).
  private static final int SEARCHED = 240;

  private final Heap heap;
  private final PythonRuntime runtime;
  private final Set<Long> found = new LinkedHashSet<>();
  private final List<Problem> problems = new ArrayList<>();

  private CollectorLists(Heap heap, PythonRuntime runtime) {
    this.heap = heap;
    this.runtime = runtime;
  }

  /// @param objects addresses, those of the youngest generation first
  /// @param problems what cut a list short
  record Found(List<Long> objects, List<Problem> problems) {}

  /// Finds the objects of some types.
  ///
  /// @param type whether objects of the type at an address are wanted; asked once for each type
  static Found find(
      Snapshot snapshot,
      Heap heap,
      PythonRuntime runtime,
      List<Long> interpreters,
      LongPredicate type) {
    CollectorLists lists = new CollectorLists(heap, runtime);
    Map<Long, Boolean> known = new HashMap<>();
    LongPredicate wanted = address -> known.computeIfAbsent(address, at -> isWanted(type, at));
    if (heap.has("segment.slices")) {
      MimallocPages pages = new MimallocPages(heap, snapshot.mappings());
      return new Found(pages.objects(wanted), pages.problems());
    }
    for (long head : lists.heads(interpreters)) {
      lists.walk(head, wanted);
    }
    return new Found(List.copyOf(lists.found), List.copyOf(lists.problems));
  }

  private static boolean isWanted(LongPredicate type, long address) {
    try {
      return type.test(address);
    } catch (MemoryFault _) {
      return false; // what has no type that can be read is none of those that are looked for
    }
  }

  private List<Long> heads(List<Long> interpreters) {
    List<Long> heads = new ArrayList<>();
    if (heap.has("interp.gc_generations")) {
      interpreters.forEach(interpreter -> heads.addAll(ofStruct(interpreter, "interp")));
    } else if (heap.has("runtime.gc_generations") && runtime.runtime().isPresent()) {
      heads.addAll(ofStruct(runtime.runtime().getAsLong(), "runtime"));
    } else if (runtime.globals().generation0().isPresent()) {
      try {
        heads.addAll(
            generations(heap.memory().pointer(runtime.globals().generation0().getAsLong())));
      } catch (MemoryFault fault) {
        problems.add(new Problem("the lists of the garbage collector: " + fault.getMessage()));
      }
    } else {
      problems.add(
          new Problem("where the garbage collector keeps its lists of objects is not known"));
    }
    return heads;
  }

  private List<Long> generations(long first) {
    List<Long> heads = new ArrayList<>();
    for (int i = 0; i < GENERATIONS; i++) {
      heads.add(first + (long) i * heap.layout().offset("generation.sizeof"));
    }
    return heads;
  }

  private List<Long> ofStruct(long struct, String name) {
    List<Long> heads = generations(struct + heap.layout().offset(name + ".gc_generations"));
    heads.add(struct + heap.layout().offset(name + ".gc_permanent"));
    long closed = heads.stream().filter(this::isClosed).count();
    if (closed == heads.size()) {
      return heads;
    }
    List<Long> others = search(struct + heap.layout().offset(name + ".gc_collecting"));
    return others.size() > closed ? others : heads;
  }

  /// Lists that are elsewhere: 3.14 changed them in mid-series, and Debian's debug build of 3.13
  /// has three of them where no pointer is aligned.
  private List<Long> search(long collecting) {
    List<Long> heads = new ArrayList<>();
    for (long at = collecting - SEARCHED; at < collecting; at += Integer.BYTES) {
      if (isClosed(at)) {
        heads.add(at);
      }
    }
    return heads;
  }

  /// Whether both neighbours of a list's head point back at it.
  private boolean isClosed(long head) {
    try {
      return link(link(head) + Long.BYTES) == head && link(link(head + Long.BYTES)) == head;
    } catch (MemoryFault _) {
      return false; // what lies there points nowhere
    }
  }

  private long link(long address) {
    return heap.memory().pointer(address) & ~FLAGS;
  }

  /// The links back are not asked: while garbage is looked for they hold counts.
  private void walk(long head, LongPredicate wanted) {
    int size = heap.layout().offset("gchead.sizeof");
    try {
      long at = link(head);
      long mark = head;
      for (long passed = 1; at != head; passed++) {
        if (at == mark) {
          throw Heap.malformed(at, "it leads back to there");
        }
        if (Long.bitCount(passed) == 1) {
          mark = at; // so a ring that the head is not in is found, however long it is
        }
        long object = at + size;
        if (wanted.test(heap.pointer(object, "object.ob_type"))) {
          found.add(object);
        }
        at = link(at);
      }
    } catch (MemoryFault fault) {
      problems.add(
          new Problem(
              "the collector's list at %s breaks off, objects may be missing: %s"
                  .formatted(hex(head), fault.getMessage())));
    }
  }
}
