package io.github.pmdb.node.heapdiff;

import io.github.pmdb.node.NodeInspector;
import io.github.pmdb.node.graph.HeapGraph;
import io.github.pmdb.node.graph.HeapObjects;
import io.github.pmdb.node.graph.Reach;
import io.github.pmdb.node.heap.V8Map;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/// The heap of a process: 16 bytes for each object, and 8 more where garbage is left out.
public final class HeapMoment implements Moment {
  private static final int OFTEN = 1 << 14;

  private final HeapObjects objects;
  private final IntPredicate counted;

  /// By the index of the map.
  private final Map<Integer, ObjectKind> kinds = new HashMap<>();

  private final Map<ObjectKind, Sums> sums = new HashMap<>();

  private HeapMoment(HeapObjects objects, IntPredicate counted, Kinds namer, Runnable check) {
    this.objects = objects;
    this.counted = counted;
    Map<Integer, Sums> ofMaps = new HashMap<>();
    for (int i = 0; i < objects.count(); i++) {
      if (i % OFTEN == 0) {
        check.run();
      }
      if (counted.test(i)) {
        ofMaps.merge(objects.map(i).index(), new Sums(1, objects.size(i)), Sums::plus);
      }
    }
    ofMaps.forEach((index, sum) -> {
      ObjectKind kind = namer.of(objects.mapAt(index));
      kinds.put(index, kind);
      sums.merge(kind, sum, Sums::plus);
    });
  }

  /// Reads all objects.
  ///
  /// @param live whether garbage is left out
  /// @param check is called now and then; what it throws ends the work
  /// @param progress is told what is being done
  public static HeapMoment of(
      NodeInspector node, boolean live, Runnable check, Consumer<String> progress) {
    Kinds namer = new Kinds(node.describer());
    if (!live) {
      progress.accept("walks the heap");
      return new HeapMoment(HeapObjects.of(node.heap(), check), _ -> true, namer, check);
    }
    HeapGraph graph = HeapGraph.of(node.heap(), node.snapshot(), node.describer(), check, progress);
    progress.accept("goes through the references");
    Reach reach = Reach.of(graph.objects(), graph.edges(), graph.roots(), -1, check);
    return new HeapMoment(graph.objects(), reach::has, namer, check);
  }

  @Override
  public Map<ObjectKind, Sums> kinds() {
    return Map.copyOf(sums);
  }

  private ObjectKind kind(V8Map map) {
    return kinds.getOrDefault(map.index(), new ObjectKind("", List.of()));
  }

  /// Addresses of objects where there was none of their kind before: those that were made since
  /// then, and those that a collection has moved.
  ///
  /// @param wanted kinds, after `as`
  /// @param as what kinds are taken for
  /// @param limit of one kind
  Map<ObjectKind, List<Long>> fresh(
      HeapMoment before, List<ObjectKind> wanted, UnaryOperator<ObjectKind> as, int limit) {
    Map<ObjectKind, List<Long>> found = new HashMap<>();
    wanted.forEach(kind -> found.put(kind, new ArrayList<>()));
    Map<Integer, ObjectKind> ofMaps = new HashMap<>();
    kinds.forEach((index, kind) -> {
      if (found.containsKey(as.apply(kind))) {
        ofMaps.put(index, as.apply(kind));
      }
    });
    for (int i = 0; i < objects.count(); i++) {
      ObjectKind kind = ofMaps.get(objects.map(i).index());
      if (kind != null && counted.test(i)) {
        List<Long> known = found.getOrDefault(kind, List.of());
        if (known.size() < limit && !before.has(objects.address(i), kind, as)) {
          known.add(objects.address(i));
        }
      }
    }
    return found;
  }

  private boolean has(long address, ObjectKind kind, UnaryOperator<ObjectKind> as) {
    int object = objects.at(address);
    return object >= 0 && as.apply(kind(objects.map(object))).equals(kind);
  }
}
