package io.github.pmdb.cpython.frame;

import static io.github.pmdb.memory.Addresses.hex;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Lists interpreters and their thread states.
public final class ThreadWalker {
  private static final int MAX_INTERPRETERS = 4096;
  private static final int MAX_THREADS = 65_536;

  private final Heap heap;
  private final List<Problem> problems = new ArrayList<>();

  private ThreadWalker(Heap heap) {
    this.heap = heap;
  }

  /// @param interpreters addresses, the main one first
  /// @param threads of all interpreters, the oldest of each first
  /// @param problems what cut the lists short
  public record Found(List<Long> interpreters, List<PyThread> threads, List<Problem> problems) {}

  /// @param address of the `PyThreadState`
  /// @param interpreter address of its `PyInterpreterState`
  /// @param interpreterId 0 for the main interpreter
  /// @param pthread `thread_id`: glibc's `pthread_t`
  public record PyThread(long address, long interpreter, long interpreterId, long pthread) {}

  /// @param newest address of the interpreter that starts the list
  public static Found walk(Heap heap, long newest) {
    ThreadWalker walker = new ThreadWalker(heap);
    List<Long> interpreters = walker.follow(newest, "interp.next", MAX_INTERPRETERS).reversed();
    List<PyThread> threads = walker.threads(interpreters);
    return new Found(List.copyOf(interpreters), threads, List.copyOf(walker.problems));
  }

  private List<PyThread> threads(List<Long> interpreters) {
    List<PyThread> found = new ArrayList<>();
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
    return List.copyOf(found);
  }

  /// @param index which of the interpreters: their id where they have none, up to 3.6
  private void addThreads(long interpreter, int index, List<PyThread> into) {
    long id = heap.has("interp.id") ? heap.i64(interpreter, "interp.id") : index;
    long newest = heap.pointer(interpreter, "interp.tstate_head");
    for (long state : follow(newest, "tstate.next", MAX_THREADS).reversed()) {
      into.add(new PyThread(state, interpreter, id, heap.i64(state, "tstate.thread_id")));
    }
  }

  private List<Long> follow(long first, String link, int most) {
    Set<Long> met = new LinkedHashSet<>();
    long at = first;
    try {
      while (at != 0 && met.size() < most && !met.contains(at)) {
        long next = heap.pointer(at, link);
        met.add(at);
        at = next;
      }
      if (met.contains(at)) {
        problems.add(new Problem("the list breaks off: it leads back to " + hex(at)));
      } else if (at != 0) {
        problems.add(new Problem("only the first " + most + " are listed"));
      }
    } catch (MemoryFault fault) {
      problems.add(new Problem("the list breaks off: " + fault.getMessage()));
    }
    return new ArrayList<>(met);
  }
}
