package io.github.pmdb.node.page;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.layout.Learnt;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Tells the isolates apart, and which thread runs which. Each heap lies inside its isolate; a
/// thread has the address of its isolate among its thread-local variables (in V8 10.2: among the
/// values of pthread keys, which glibc keeps behind the same address).
final class IsolateFinder {
  private static final int BEFORE = 0x1000;
  private static final int BEHIND = 0x600;

  /// How far into an isolate its heap may lie.
  private static final long LARGEST = 0x20000;

  private final Snapshot snapshot;
  private final Memory memory;
  private final Layout layout;

  private final GcStates collectors;

  IsolateFinder(Snapshot snapshot, Memory memory, Layout layout, GcStates collectors) {
    this.collectors = collectors;
    this.snapshot = snapshot;
    this.memory = memory;
    this.layout = layout;
  }

  /// @param tid of the thread that has the address
  /// @param stackWords how often the isolate points into that thread's stack
  private record Seen(long isolate, long tid, int stackWords) {
    boolean isOnItsStack() {
      return stackWords > 0;
    }
  }

  List<Isolate> find(Collection<Chunk> chunks) {
    Map<Long, List<Chunk>> byHeap = new LinkedHashMap<>();
    chunks.stream()
        .filter(c -> c.heap() != 0)
        .forEach(c -> byHeap.computeIfAbsent(c.heap(), _ -> new ArrayList<>()).add(c));
    Map<Long, Seen> seen = threads(byHeap.keySet());
    long main = snapshot.process().pid();
    List<Long> heaps = new ArrayList<>(byHeap.keySet());
    heaps.sort(
        Comparator.<Long>comparingInt(h -> isOf(seen.get(h), main) ? 0 : 1)
            .thenComparing(h -> h, Long::compareUnsigned));
    List<Isolate> isolates = new ArrayList<>();
    for (long heap : heaps) {
      List<Chunk> pages = byHeap.getOrDefault(heap, List.of());
      isolates.add(isolate(isolates.size(), heap, pages, seen.get(heap)));
    }
    return List.copyOf(isolates);
  }

  private static boolean isOf(@org.jspecify.annotations.Nullable Seen seen, long tid) {
    return seen != null && seen.tid() == tid;
  }

  private Isolate isolate(
      int number, long heap, List<Chunk> pages, @org.jspecify.annotations.Nullable Seen seen) {
    OptionalLong byTable =
        layout.has("Isolate.heap")
            ? OptionalLong.of(heap - layout.get("Isolate.heap"))
            : OptionalLong.empty();
    return new Isolate(
        number,
        seen == null ? byTable : OptionalLong.of(seen.isolate()),
        heap,
        seen == null ? OptionalLong.empty() : OptionalLong.of(seen.tid()),
        pages.size(),
        pages.stream().mapToLong(c -> c.end() - c.start()).sum(),
        collectors.of(heap));
  }

  private Map<Long, Seen> threads(Collection<Long> heaps) {
    Map<Long, Seen> seen = new LinkedHashMap<>();
    List<ThreadInfo> unread = new ArrayList<>();
    for (ThreadInfo thread : snapshot.threads()) {
      if (thread.registers().isPresent() && thread.registers().get().fsBase() != 0) {
        if (isReadable(thread.registers().get().fsBase())) {
          look(thread, thread.registers().get(), heaps, seen);
        } else {
          unread.add(thread);
        }
      }
    }
    if (!unread.isEmpty()) {
      seen.values().removeIf(s -> !s.isOnItsStack());
      heaps.stream().filter(h -> !seen.containsKey(h)).forEach(h -> byStack(h, unread, seen));
    }
    return seen;
  }

  /// Of a core that is cut a thread may be there with its registers alone. Which stack an isolate
  /// has is known from the isolate, too.
  private void byStack(long heap, List<ThreadInfo> threads, Map<Long, Seen> seen) {
    if (!layout.has("Isolate.heap")) {
      return;
    }
    long isolate = heap - layout.get("Isolate.heap");
    threads.stream()
        .map(t ->
            new Seen(
                isolate,
                t.namespaceTid(),
                stackWords(isolate, heap, t.registers().orElseThrow().sp())))
        .max(Comparator.comparingInt(Seen::stackWords))
        .filter(Seen::isOnItsStack)
        .ifPresent(s -> seen.put(heap, s));
  }

  private void look(
      ThreadInfo thread, Registers registers, Collection<Long> heaps, Map<Long, Seen> seen) {
    long base = registers.fsBase();
    for (long at = base - BEFORE; at < base + BEHIND; at += 8) {
      long word = word(at);
      for (long heap : heaps) {
        if (word != 0 && word < heap && heap - word < LARGEST && fits(heap - word)) {
          Seen found =
              new Seen(word, thread.namespaceTid(), stackWords(word, heap, registers.sp()));
          seen.merge(heap, found, (a, b) -> better(a, b, heap));
        }
      }
    }
  }

  /// The table of this very version is believed.
  private boolean fits(long distance) {
    return !layout.has("Isolate.heap")
        || layout.learnt("Isolate.heap") != Learnt.TABLE
        || layout.get("Isolate.heap") == distance;
  }

  /// An isolate knows the limits of the stack that it runs on. Threads that compile for it, or
  /// collect its garbage, have its address too.
  private int stackWords(long isolate, long heap, long sp) {
    Optional<Mapping> stack = snapshot.mappingAt(sp);
    int count = 0;
    for (long at = isolate; stack.isPresent() && at < heap; at += 8) {
      if (stack.get().contains(word(at))) {
        count++;
      }
    }
    return count;
  }

  /// In a version that is not known other words may lie before the heap too: isolates grow by
  /// little from one version to the next.
  private Seen better(Seen a, Seen b, long heap) {
    if (a.isolate() == b.isolate()) {
      return a.stackWords() >= b.stackWords() ? a : b;
    }
    long expected = layout.has("Isolate.heap") ? layout.get("Isolate.heap") : LARGEST / 2;
    return Math.abs(heap - a.isolate() - expected) <= Math.abs(heap - b.isolate() - expected)
        ? a
        : b;
  }

  private boolean isReadable(long at) {
    try {
      memory.i64(at);
      return true;
    } catch (MemoryFault _) {
      // Told for the frames of the thread.
      return false;
    }
  }

  private long word(long at) {
    try {
      return memory.i64(at);
    } catch (MemoryFault _) {
      // The block of a thread may begin or end at a page that is not there.
      return 0;
    }
  }
}
