package io.github.pmdb.cpython.exception;

import io.github.pmdb.cpython.frame.Codes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.repr.library.Reprs;
import io.github.pmdb.interpreter.ExceptionInspector.Raised;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.memory.MemoryFault;
import java.util.ArrayList;
import java.util.List;

/// What a thread is raising or handling.
public final class Exceptions {
  private static final int MAX_NESTING = 1000;
  private static final Limits SUMMARY = new Limits(1, 2, 8, 200);

  private Exceptions() {}

  /// Notes such as `raising ValueError('x')` and `handling KeyError('k')`.
  public static List<String> notes(Heap heap, long thread) {
    List<String> notes = new ArrayList<>();
    try {
      long raised = inFlight(heap, thread);
      if (isException(heap, raised)) {
        notes.add("raising " + summary(heap, raised));
      }
      long handled = handled(heap, thread);
      if (isException(heap, handled) && handled != raised) {
        notes.add("handling " + summary(heap, handled));
      }
    } catch (MemoryFault fault) {
      notes.add("its exceptions are not readable: " + fault.getMessage());
    }
    return notes;
  }

  /// The exceptions themselves: the one in flight, then the one that is handled.
  ///
  /// @throws MemoryFault when the thread can not be read
  public static List<Raised> all(Heap heap, long thread, Limits limits, Codes codes) {
    List<Raised> found = new ArrayList<>();
    long raised = inFlight(heap, thread);
    if (isException(heap, raised)) {
      long traceback = traceback(heap, thread, "tstate.curexc_traceback");
      found.add(
          new Raised("raising", new ExceptionReader(heap, limits, codes, traceback).chain(raised)));
    }
    long handled = handled(heap, thread);
    if (isException(heap, handled) && handled != raised) {
      long traceback = traceback(heap, thread, "tstate.exc_traceback");
      found.add(
          new Raised(
              "handling", new ExceptionReader(heap, limits, codes, traceback).chain(handled)));
    }
    return found;
  }

  /// Exceptions of Python 2 do not know their traceback: the thread has it.
  private static long traceback(Heap heap, long thread, String field) {
    return heap.has(field) ? heap.pointer(thread, field) : 0;
  }

  private static String summary(Heap heap, long exception) {
    return Reprs.of(heap, exception, SUMMARY).text();
  }

  private static long inFlight(Heap heap, long thread) {
    return heap.has("tstate.current_exception")
        ? heap.pointer(thread, "tstate.current_exception")
        : heap.pointer(thread, "tstate.curexc_value");
  }

  /// The innermost `_PyErr_StackItem` that holds an exception; up to 3.6 the thread has one itself.
  private static long handled(Heap heap, long thread) {
    if (!heap.has("tstate.exc_info")) {
      return heap.pointer(thread, "tstate.exc_value");
    }
    long item = heap.pointer(thread, "tstate.exc_info");
    for (int i = 0; i < MAX_NESTING && item != 0; i++) {
      long value = heap.pointer(item, "errstack.exc_value");
      if (isException(heap, value)) {
        return value;
      }
      item = heap.pointer(item, "errstack.previous_item");
    }
    return 0;
  }

  private static boolean isException(Heap heap, long address) {
    return address != 0 && heap.isException(address);
  }
}
