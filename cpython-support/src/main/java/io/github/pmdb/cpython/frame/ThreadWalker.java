package io.github.pmdb.cpython.frame;

import static io.github.pmdb.memory.Addresses.hex;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Lists interpreters and their thread states.
public final class ThreadWalker {
  private static final int MAX_INTERPRETERS = 4096;
  private static final int MAX_THREADS = 65_536;

  private final Heap heap;
  private final List<Problem> problems = new ArrayList<>();

  public ThreadWalker(Heap heap) {
    this.heap = heap;
  }

  /// @param address of the `PyThreadState`
  /// @param interpreter address of its `PyInterpreterState`
  /// @param interpreterId 0 for the main interpreter
  /// @param pthread `thread_id`: glibc's `pthread_t`
  public record PyThread(long address, long interpreter, long interpreterId, long pthread) {}

  /// What cut the lists short.
  public List<Problem> problems() {
    return problems;
  }

  /// Interpreters, the main one first.
  public List<Long> interpreters(long newest) {
    List<Long> found = new ArrayList<>();
    follow(newest, "interp.next", MAX_INTERPRETERS, found);
    return found.reversed();
  }

  /// Threads of all interpreters, the oldest of each first.
  public List<PyThread> threads(long newestInterpreter) {
    List<PyThread> found = new ArrayList<>();
    List<Long> interpreters = interpreters(newestInterpreter);
    for (int i = 0; i < interpreters.size(); i++) {
      long interpreter = interpreters.get(i);
      try {
        addThreads(interpreter, i, found);
      } catch (MemoryFault fault) {
        problems.add(
            new Problem(
                "threads of the interpreter at " + hex(interpreter) + ": " + fault.getMessage()));
      }
    }
    return found;
  }

  /// @param index which of the interpreters: their id where they have none, up to 3.6
  private void addThreads(long interpreter, int index, List<PyThread> into) {
    long id = heap.has("interp.id") ? heap.i64(interpreter, "interp.id") : index;
    List<Long> states = new ArrayList<>();
    follow(heap.pointer(interpreter, "interp.tstate_head"), "tstate.next", MAX_THREADS, states);
    for (long state : states.reversed()) {
      into.add(new PyThread(state, interpreter, id, heap.i64(state, "tstate.thread_id")));
    }
  }

  private void follow(long first, String link, int most, List<Long> into) {
    Set<Long> seen = new HashSet<>();
    long at = first;
    try {
      while (at != 0 && into.size() < most && seen.add(at)) {
        long next = heap.pointer(at, link);
        into.add(at);
        at = next;
      }
    } catch (MemoryFault fault) {
      problems.add(new Problem("the list breaks off: " + fault.getMessage()));
    }
    if (at != 0 && into.size() >= most) {
      problems.add(new Problem("only the first " + most + " are listed"));
    }
  }
}
