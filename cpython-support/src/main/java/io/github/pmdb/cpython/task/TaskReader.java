package io.github.pmdb.cpython.task;

import io.github.pmdb.cpython.frame.Codes;
import io.github.pmdb.cpython.frame.Generator;
import io.github.pmdb.cpython.frame.LoneFrames;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.repr.library.Reprs;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.Task;
import io.github.pmdb.interpreter.Task.Ref;
import io.github.pmdb.interpreter.Task.State;
import io.github.pmdb.interpreter.Task.Waiting;
import io.github.pmdb.memory.MemoryFault;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Reads one task.
final class TaskReader {
  private static final Limits OUTCOME = new Limits(1, 2, 8, 200);
  private static final int MAX_CHILDREN = 100_000;

  private final Heap heap;
  private final Futures futures;
  private final LoneFrames frames;
  private final RunningFrames running;

  TaskReader(Heap heap, Futures futures, RunningFrames running, Codes codes) {
    this.heap = heap;
    this.futures = futures;
    this.frames = new LoneFrames(heap, codes);
    this.running = running;
  }

  /// @param current whether it is a loop's current task
  Task read(long address, boolean current) {
    try {
      return attempt(address, current);
    } catch (MemoryFault fault) {
      return new Task(
          address,
          "",
          "?",
          "?",
          State.UNREADABLE,
          OptionalLong.empty(),
          0,
          List.of(),
          Optional.empty(),
          List.of(),
          "",
          fault.getMessage());
    }
  }

  private Task attempt(long address, boolean current) {
    long coroutine = futures.coroutine(address);
    if (coroutine == 0 && !futures.kind(address).isTask()) {
      throw Heap.malformed(address, "it is of a type that is not known as a task");
    }
    Futures.State future = futures.state(address);
    AwaitChain chain = AwaitChain.of(heap, frames, coroutine);
    boolean runs = chain.state() == Generator.State.RUNNING || current;
    Optional<RunningFrames.Part> part =
        runs && !chain.frames().isEmpty()
            ? running.from(chain.frames().getFirst().address())
            : Optional.empty();
    boolean pending = future == Futures.State.PENDING;
    Optional<Waiting> waiting =
        runs || !pending ? Optional.empty() : waiting(futures.waiter(address), chain.end());
    State state = state(address, future, runs, waiting);
    return new Task(
        address,
        futures.name(address),
        heap.typeOf(address).shortName(),
        coroutineName(coroutine),
        state,
        part.map(RunningFrames.Part::tid).orElse(OptionalLong.empty()),
        futures.loop(address),
        part.map(RunningFrames.Part::frames).orElse(chain.frames()),
        waiting,
        List.of(),
        outcome(address, state),
        runs && part.isEmpty() ? "its frames are on no thread's stack" : chain.problem());
  }

  private State state(long address, Futures.State future, boolean runs, Optional<Waiting> waiting) {
    return switch (future) {
      case CANCELLED -> State.CANCELLED;
      case FINISHED -> futures.exception(address) != 0 ? State.FAILED : State.DONE;
      case PENDING -> {
        if (runs) {
          yield State.RUNNING;
        }
        boolean waits = waiting.filter(w -> isPending(w.address())).isPresent();
        yield waits ? State.WAITING : State.READY;
      }
    };
  }

  /// Whether it is a future that is not done; of any other object that can not be told.
  private boolean isPending(long address) {
    return !futures.kind(address).isFuture() || futures.state(address) == Futures.State.PENDING;
  }

  private String coroutineName(long coroutine) {
    if (coroutine == 0) {
      return "?";
    }
    return Generator.isAt(heap, coroutine)
        ? Generator.read(heap, coroutine).name()
        : heap.typeOf(coroutine).shortName();
  }

  /// @param waiter what the task says it waits for, 0 for nothing
  /// @param end what its innermost coroutine awaits
  private Optional<Waiting> waiting(long waiter, long end) {
    long awaited = waiter != 0 ? waiter : end;
    if (awaited == 0) {
      return Optional.empty();
    }
    String type = heap.typeOf(awaited).shortName();
    if (!futures.kind(awaited).isFuture()) {
      return waiter == 0
          ? Optional.empty() // a bare yield: it runs again at once
          : Optional.of(new Waiting(awaited, type, List.of(), 0, 0));
    }
    if (futures.kind(awaited).isTask()) {
      return Optional.of(new Waiting(awaited, type, List.of(ref(awaited)), 0, 0));
    }
    List<Long> children = futures.children(awaited);
    int pending = (int) children.stream().filter(this::isPending).count();
    return Optional.of(new Waiting(awaited, type, tasksOf(children), children.size(), pending));
  }

  private Ref ref(long task) {
    return new Ref(task, futures.name(task));
  }

  /// A gather may collect further gathers, and what stands for a shielded task.
  private List<Ref> tasksOf(List<Long> children) {
    Set<Long> seen = new HashSet<>();
    Deque<Long> ahead = new ArrayDeque<>(children);
    List<Ref> found = new ArrayList<>();
    while (!ahead.isEmpty() && seen.size() < MAX_CHILDREN) {
      long child = ahead.removeFirst();
      if (!seen.add(child)) {
        continue; // in damaged memory a gather may collect itself
      }
      if (futures.kind(child).isTask()) {
        found.add(ref(child));
      } else {
        futures.shielded(child).forEach(ahead::addFirst);
        futures.children(child).reversed().forEach(ahead::addFirst);
      }
    }
    return List.copyOf(found);
  }

  private String outcome(long address, State state) {
    return switch (state) {
      case DONE -> Reprs.of(heap, futures.result(address), OUTCOME).text();
      case FAILED -> Reprs.of(heap, futures.exception(address), OUTCOME).text();
      case RUNNING, READY, WAITING, CANCELLED, UNREADABLE -> "";
    };
  }
}
