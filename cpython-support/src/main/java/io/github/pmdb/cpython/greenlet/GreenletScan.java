package io.github.pmdb.cpython.greenlet;

import io.github.pmdb.cpython.frame.Codes;
import io.github.pmdb.cpython.frame.FrameWalker;
import io.github.pmdb.cpython.frame.ThreadWalker.PyThread;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.interpreter.Fiber;
import io.github.pmdb.interpreter.FiberReport;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads all greenlets at one moment and finds the thread of each.
public final class GreenletScan {
  private static final int MAX_FRAMES = 10_000;
  private static final int MAX_ANCESTORS = 10_000;

  private final Heap heap;
  private final GreenletTypes types;
  private final Map<PyThread, OptionalLong> threads;
  private final StackOwners owners;
  private final Codes codes;
  private final List<Problem> problems = new ArrayList<>();

  /// @param interpreters addresses of their states
  /// @param threads of all of them, with the kernel's ids
  /// @param codes as for [FrameWalker]
  public GreenletScan(
      Snapshot snapshot,
      Heap heap,
      List<Long> interpreters,
      Map<PyThread, OptionalLong> threads,
      Codes codes) {
    this.heap = heap;
    this.types = new GreenletTypes(heap, interpreters);
    this.threads = threads;
    this.owners = new StackOwners(snapshot, pthreads(threads));
    this.codes = codes;
  }

  private static Map<Long, Long> pthreads(Map<PyThread, OptionalLong> threads) {
    Map<Long, Long> pthreads = new HashMap<>();
    threads.forEach((thread, tid) -> tid.ifPresent(known -> pthreads.put(known, thread.pthread())));
    return pthreads;
  }

  /// Whether the library is loaded, so that it is worth to look for greenlets.
  public boolean isLoaded() {
    return types.areThere();
  }

  /// Whether objects of the type at an address are greenlets.
  public boolean includes(long type) {
    return types.includes(type);
  }

  /// @param title of the interpreter
  /// @param found addresses of the greenlets
  /// @param most greenlets that are read
  public FiberReport run(String title, List<Long> found, List<Problem> missed, int most) {
    problems.addAll(missed);
    Optional<GreenletLayout> layout = layout(found);
    List<Long> shown = found.subList(0, Math.min(found.size(), most));
    if (shown.size() < found.size()) {
      problems.add(
          new Problem(
              "%d of %d greenlets are shown".formatted(shown.size(), found.size()),
              "`py-greenlets --most N` shows more"));
    }
    List<Fiber> fibers = layout.map(known -> read(shown, found, known)).orElse(List.of());
    return new FiberReport(title, library(layout), fibers, found.size(), List.copyOf(problems));
  }

  private String library(Optional<GreenletLayout> layout) {
    if (!types.areThere()) {
      return "";
    }
    String release = types.release().isEmpty() ? "of unknown release" : types.release();
    return "greenlet "
        + release
        + layout.map(known -> " (" + known.source() + ")").orElse(" (layout not known)");
  }

  private Optional<GreenletLayout> layout(List<Long> found) {
    if (found.isEmpty()) {
      return Optional.empty();
    }
    GreenletDiscovery discovery = new GreenletDiscovery(heap, types, found);
    Optional<GreenletLayout> layout =
        GreenletLayout.of(types.release(), heap.layout())
            .filter(discovery::fits)
            .or(discovery::learn);
    if (layout.isEmpty()) {
      problems.add(
          new Problem(
              "the layout of greenlet %s is not known, and none of its %d greenlets shows it"
                  .formatted(types.release(), found.size())));
    }
    return layout;
  }

  private List<Fiber> read(List<Long> shown, List<Long> found, GreenletLayout layout) {
    GreenletReader reader = new GreenletReader(heap, layout, codes);
    Map<Long, OptionalLong> tids = tids(reader, found);
    List<Fiber> fibers = new ArrayList<>();
    for (long greenlet : shown) {
      if (heap.isSpent()) {
        problems.add(new Problem("there is too much to read, further greenlets are left out"));
        break;
      }
      fibers.add(read(reader, greenlet, tids));
    }
    fibers.sort(
        Comparator.comparingLong((Fiber fiber) -> fiber.tid().orElse(Long.MAX_VALUE))
            .thenComparing(Fiber::main, Comparator.reverseOrder())
            .thenComparing(Fiber::state)
            .thenComparing(Fiber::address, Long::compareUnsigned));
    return List.copyOf(fibers);
  }

  private Fiber read(GreenletReader reader, long greenlet, Map<Long, OptionalLong> tids) {
    try {
      long main = main(reader, greenlet);
      OptionalLong tid = tids.getOrDefault(main, OptionalLong.empty());
      return reader.read(greenlet, main, tid, stack(tid));
    } catch (MemoryFault fault) {
      return GreenletReader.unreadable(greenlet, fault);
    }
  }

  /// The threads of main greenlets: that on whose stack one of their greenlets began. A lone one
  /// can only be the lone thread's.
  private Map<Long, OptionalLong> tids(GreenletReader reader, List<Long> found) {
    Map<Long, OptionalLong> tids = new HashMap<>();
    Set<Long> mains = new HashSet<>();
    for (long greenlet : found) {
      try {
        long main = main(reader, greenlet);
        mains.add(main);
        tids.computeIfAbsent(main, _ -> owner(reader.stackEnd(greenlet)));
      } catch (MemoryFault _) {
        mains.remove(greenlet); // it is told when it is read itself
      }
    }
    if (mains.size() == 1 && threads.size() == 1) {
      tids.putIfAbsent(mains.iterator().next(), threads.values().iterator().next());
    }
    return tids;
  }

  private @Nullable OptionalLong owner(long stackEnd) {
    OptionalLong tid = stackEnd == 0 ? OptionalLong.empty() : owners.at(stackEnd);
    return tid.isPresent() ? tid : null;
  }

  /// The main greenlet of a greenlet's thread: the last of its ancestors.
  private long main(GreenletReader reader, long greenlet) {
    long at = greenlet;
    for (int i = 0; i < MAX_ANCESTORS; i++) {
      long parent = reader.parent(at);
      if (parent == 0) {
        return at;
      }
      at = parent;
    }
    throw Heap.malformed(greenlet, "its parents lead to no end");
  }

  private Optional<ScriptStack> stack(OptionalLong tid) {
    return threads.entrySet().stream()
        .filter(thread -> tid.isPresent() && thread.getValue().equals(tid))
        .findFirst()
        .map(thread -> FrameWalker.walk(heap, thread.getKey().address(), MAX_FRAMES, codes));
  }
}
