package io.github.pmdb.node.graph;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.heap.V8Heap;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.page.Chunk;
import io.github.pmdb.node.page.Isolate;
import io.github.pmdb.node.page.Space;
import io.github.pmdb.node.word.BlockCache;
import io.github.pmdb.node.word.Tagged;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds what keeps objects alive from outside the heap: words of stacks, handles, and the fields
/// of isolates. A word counts that is the address of an object with its tag, so a stale one counts
/// too: what is told unreachable is so, what is told reachable may be garbage in rare cases.
public final class Roots {
  /// How much of an isolate lies behind the beginning of its heap.
  private static final int BEHIND_HEAP = 0x4000;

  private static final long LONGEST_ISOLATE = 0x20000;
  private static final long LARGEST_STACK = 1L << 30;
  private static final String LOST = "what only the others keep alive seems unreachable";
  private static final int WORD = 8;
  private static final long PAGE = 4096;

  private final V8Heap heap;
  private final Snapshot snapshot;
  private final HeapObjects objects;
  private final BlockCache memory;
  private final List<Root> found = new ArrayList<>();
  private final List<Mapping> stacks = new ArrayList<>();
  private final Runnable check;
  private final List<Problem> problems = new ArrayList<>();

  /// Those that are roots of their kind already.
  private final Map<Root.Kind, BitSet> known = new EnumMap<>(Root.Kind.class);

  private Roots(V8Heap heap, Snapshot snapshot, HeapObjects objects, Runnable check) {
    this.heap = heap;
    this.snapshot = snapshot;
    this.objects = objects;
    this.memory = heap.memory();
    this.check = check;
  }

  /// @param problems what was not looked through
  public record Found(List<Root> roots, List<Problem> problems) {}

  /// All roots, each object once for each kind, those of kinds that explain most first.
  public static Found of(V8Heap heap, Snapshot snapshot, HeapObjects objects, Runnable check) {
    Roots roots = new Roots(heap, snapshot, objects, check);
    for (ThreadInfo thread : snapshot.threads()) {
      check.run();
      thread.registers().ifPresent(r -> roots.stack(thread, r));
    }
    for (Isolate isolate : heap.isolates()) {
      check.run();
      if (isolate.address().isPresent()) {
        roots.isolate(isolate, isolate.address().getAsLong());
      }
    }
    roots.contexts();
    roots.readOnly();
    roots.found.sort(Comparator.comparing(Root::kind));
    return new Found(List.copyOf(roots.found), List.copyOf(roots.problems));
  }

  /// @param word tagged, weak ones aside
  void add(Root.Kind kind, long word, long at, long owner) {
    int object = Tagged.isStrong(word) ? objects.at(Tagged.address(word)) : -1;
    BitSet met = known.computeIfAbsent(kind, _ -> new BitSet());
    if (object >= 0 && !met.get(object)) {
      met.set(object);
      found.add(new Root(kind, object, at, owner));
    }
  }

  private void range(Root.Kind kind, long from, long end, long owner) {
    for (long at = from; at < end; at += WORD) {
      if ((at & PAGE - 1) == 0) {
        check.run();
      }
      try {
        add(kind, memory.word(at), at, owner);
      } catch (MemoryFault _) {
        // Memory is there or not by pages.
        at = (at & -PAGE) + PAGE - WORD;
      }
    }
  }

  /// From the stack pointer to the thread's own block, which lies above its stack, or to the end of
  /// the mapping.
  private void stack(ThreadInfo thread, Registers registers) {
    long from = registers.sp() & -WORD;
    Optional<Mapping> mapping = snapshot.mappingAt(from);
    mapping.ifPresent(stacks::add);
    long end = mapping.map(Mapping::end).filter(e -> e > from).orElse(from);
    long block = registers.fsBase();
    if (block > from && block < end) {
      end = block;
    }
    if (end - from > LARGEST_STACK) {
      problems.add(
          new Problem(
              "of the stack of thread %d only the innermost %d MiB were looked through"
                  .formatted(thread.tid(), LARGEST_STACK >> 20),
              LOST));
      end = from + LARGEST_STACK;
    }
    range(Root.Kind.STACK, from, end, thread.tid());
  }

  private void isolate(Isolate isolate, long address) {
    long end = Math.min(isolate.heap() + BEHIND_HEAP, address + LONGEST_ISOLATE);
    range(Root.Kind.ISOLATE, address, end, isolate.number());
    Handles handles = new Handles(memory, address, end, this::isStack, check);
    handles.each((kind, word, at) -> add(kind, word, at, isolate.number()));
    if (handles.areCut()) {
      problems.add(
          new Problem(
              "not all global handles of isolate %d were looked through: there are too many, or their list is damaged"
                  .formatted(isolate.number()),
              LOST));
    }
  }

  /// Words of stacks are roots of their own kind.
  private boolean isStack(long address) {
    return stacks.stream().anyMatch(s -> Addresses.within(address, s.start(), s.end()));
  }

  /// The global objects of native contexts that an isolate or a handle refers to.
  private void contexts() {
    Layout layout = heap.layout();
    int type = layout.type("NativeContext");
    for (Root root : List.copyOf(found)) {
      if (objects.map(root.object()).type() == type && root.kind() != Root.Kind.STACK) {
        long context = objects.address(root.object());
        long from = context + layout.get("FixedArray.data");
        long end = context + objects.size(root.object());
        for (long at = from; at < end; at += WORD) {
          global(at, root.owner());
        }
      }
    }
  }

  private void global(long at, long isolate) {
    try {
      long word = memory.word(at);
      int object = Tagged.isStrong(word) ? objects.at(Tagged.address(word)) : -1;
      if (object >= 0 && objects.map(object).type() == heap.layout().type("JSGlobalObject")) {
        add(Root.Kind.GLOBAL, word, at, isolate);
      }
    } catch (MemoryFault _) {
      // A context that is cut has no global object that could be told.
      return;
    }
  }

  private void readOnly() {
    for (Chunk chunk : heap.chunks()) {
      if (chunk.space() == Space.READ_ONLY) {
        int first = objects.at(chunk.start());
        for (int i = first < 0 ? -first - 1 : first;
            i < objects.count() && objects.address(i) < chunk.end();
            i++) {
          add(Root.Kind.READ_ONLY, Tagged.reference(objects.address(i)), objects.address(i), 0);
        }
      }
    }
  }
}
