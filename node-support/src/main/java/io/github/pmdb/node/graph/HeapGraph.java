package io.github.pmdb.node.graph;

import io.github.pmdb.node.heap.V8Heap;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.value.Describer;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The objects of a heap with their references and their roots.
public final class HeapGraph {
  private final V8Heap heap;
  private final HeapObjects objects;
  private final Edges edges;
  private final Roots.Found roots;
  private final SlotNames slotNames;
  private final ObjectNames objectNames;

  private HeapGraph(
      V8Heap heap, Describer describer, HeapObjects objects, Edges edges, Roots.Found roots) {
    this.heap = heap;
    this.objects = objects;
    this.edges = edges;
    this.roots = roots;
    this.slotNames = new SlotNames(describer.reader());
    this.objectNames = new ObjectNames(describer.reader(), describer.constructors());
  }

  /// Walks the heap and looks for roots.
  ///
  /// @param check is called now and then; what it throws ends the work
  /// @param progress is told what is being done
  public static HeapGraph of(
      V8Heap heap,
      Snapshot snapshot,
      Describer describer,
      Runnable check,
      Consumer<String> progress) {
    progress.accept("walks the heap");
    HeapObjects objects = HeapObjects.of(heap, check);
    Edges edges = new Edges(heap, objects, check);
    progress.accept("looks for roots of %d objects".formatted(objects.count()));
    Roots.Found roots = Roots.of(heap, snapshot, objects, check);
    return new HeapGraph(heap, describer, objects, edges, roots);
  }

  public HeapObjects objects() {
    return objects;
  }

  public Edges edges() {
    return edges;
  }

  public List<Root> roots() {
    return roots.roots();
  }

  /// What is doubtful.
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>(heap.problems());
    if (objects.walked().unreadable() > 0) {
      problems.add(
          new Problem(
              "%d bytes of the heap can not be read".formatted(objects.walked().unreadable()),
              "what only they refer to seems unreachable"));
    }
    if (heap.isolates().stream().anyMatch(i -> i.address().isEmpty())) {
      problems.add(
          new Problem(
              "an isolate was not found: its handles and fields are no roots here",
              "what only they keep alive seems unreachable"));
    }
    problems.addAll(roots.problems());
    return List.copyOf(problems);
  }

  /// An object on the way from a root.
  ///
  /// @param how the place in the object before that refers to it: `.user`, `[3]`; empty at first
  public record Step(long address, String name, String how) {}

  /// @param root empty where no root leads to the object
  public record Way(String root, List<Step> steps) {}

  /// One of the shortest ways from a root to an object; absent where no object begins there.
  public Optional<Way> way(long address, Runnable check) {
    int wanted = objects.at(address);
    if (wanted < 0) {
      return Optional.empty();
    }
    Reach reach = Reach.of(objects, edges, roots.roots(), wanted, check);
    if (!reach.has(wanted)) {
      return Optional.of(new Way("", List.of()));
    }
    Reach.Way way = reach.way(wanted);
    return Optional.of(new Way(way.root().text(), steps(way.objects())));
  }

  private List<Step> steps(List<Integer> way) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < way.size(); i++) {
      boolean store =
          i > 0
              && i + 1 < way.size()
              && slotNames.isStore(objects.map(way.get(i)))
              && !slotNames.isStore(objects.map(way.get(i - 1)));
      String how = i == 0 ? "" : how(way.get(i - 1), way.get(i));
      if (store) {
        how = through(way.get(i - 1), way.get(i), way.get(i + 1));
        i++;
      }
      if (i > 0 && i + 1 < way.size() && slotNames.isCell(objects.map(way.get(i)))) {
        how = how(way.get(i), way.get(i + 1));
        i++;
      }
      int object = way.get(i);
      steps.add(new Step(objects.address(object), objectNames.of(objects.map(object)), how));
    }
    return List.copyOf(steps);
  }

  private String how(int from, int to) {
    long offset = place(from, to);
    return offset == Edges.EPHEMERON
        ? "{value of a WeakMap}"
        : slotNames.of(objects.map(from), objects.address(from), offset).path();
  }

  private String through(int holder, int store, int to) {
    long first = place(holder, store);
    long second = place(store, to);
    V8Map map = objects.map(store);
    return first == Edges.EPHEMERON || second == Edges.EPHEMERON
        ? "{value of a WeakMap}"
        : slotNames.through(objects.map(holder), first, map, objects.address(store), second);
  }

  /// The first word by which one object refers strongly to another.
  private long place(int from, int to) {
    long[] place = {Edges.EPHEMERON};
    edges.of(
        from,
        (target, offset, weak) -> {
          if (target == to && !weak && place[0] == Edges.EPHEMERON) {
            place[0] = offset;
          }
        });
    return place[0];
  }
}
