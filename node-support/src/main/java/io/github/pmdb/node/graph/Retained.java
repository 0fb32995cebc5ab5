package io.github.pmdb.node.graph;

import io.github.pmdb.node.function.Constructors;
import io.github.pmdb.node.heap.V8Heap;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.object.HeapReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// Retained sizes by constructor, and of the single objects that retain most.
public final class Retained {
  private static final int OFTEN = 1 << 14;

  private final HeapObjects objects;
  private final Dominators dominators;
  private final ObjectNames names;

  public Retained(
      V8Heap heap, Constructors constructors, HeapObjects objects, Dominators dominators) {
    this.objects = objects;
    this.dominators = dominators;
    this.names = new ObjectNames(new HeapReader(heap), constructors);
  }

  /// All objects of a name.
  ///
  /// @param bytes of the objects themselves
  /// @param retained what would be freed with all of them; of those that one of the same name
  ///   retains, once
  public record Row(String name, long instances, long bytes, long retained) {}

  /// An object.
  ///
  /// @param parentAddress address of the object that alone keeps it alive, 0 where only the roots
  ///   do
  public record Single(long address, String name, long bytes, long retained, long parentAddress) {}

  /// @param rows those that retain most first
  /// @param singles as many as were asked for, those that retain most first
  public record Result(List<Row> rows, List<Single> singles) {}

  /// @param check is called now and then; what it throws ends the count
  public Result of(int top, Runnable check) {
    return new Result(rows(check), singles(top, check));
  }

  private List<Single> singles(int top, Runnable check) {
    PriorityQueue<Integer> best =
        new PriorityQueue<>(Comparator.comparingLong(dominators::retained));
    for (int v = 1; top > 0 && v <= dominators.reachable(); v++) {
      if (v % OFTEN == 0) {
        check.run();
      }
      if (best.size() < top || dominators.retained(v) > dominators.retained(best.element())) {
        best.add(v);
        if (best.size() > top) {
          best.remove();
        }
      }
    }
    List<Single> singles = new ArrayList<>();
    best.forEach(v -> singles.add(single(v)));
    singles.sort(
        Comparator.comparingLong(Single::retained).reversed().thenComparingLong(Single::address));
    return List.copyOf(singles);
  }

  private Single single(int number) {
    int object = dominators.object(number);
    int by = dominators.dominator(number);
    return new Single(
        objects.address(object),
        names.of(objects.map(object)),
        objects.size(object),
        dominators.retained(number),
        by == 0 ? 0 : objects.address(dominators.object(by)));
  }

  /// Goes through the tree of dominators and knows of which names those above are.
  private List<Row> rows(Runnable check) {
    int count = dominators.reachable() + 1;
    Room.require(2L * Integer.BYTES * count, "the tree of dominators");
    int[] child = new int[count];
    int[] sibling = new int[count];
    for (int v = count - 1; v > 0; v--) {
      sibling[v] = child[dominators.dominator(v)];
      child[dominators.dominator(v)] = v;
    }
    Totals totals = new Totals();
    int at = child[0];
    while (at != 0) {
      if (at % OFTEN == 0) {
        check.run();
      }
      totals.enter(at);
      if (child[at] != 0) {
        at = child[at];
      } else {
        while (at != 0 && sibling[at] == 0) {
          totals.leave(at);
          at = dominators.dominator(at);
        }
        if (at != 0) {
          totals.leave(at);
          at = sibling[at];
        }
      }
    }
    return totals.rows();
  }

  /// Sums by name.
  private final class Totals {
    private final Map<String, Integer> numbers = new HashMap<>();
    private int[] ofMaps = new int[1 << 10];
    private final List<long[]> sums = new ArrayList<>();

    private long[] sums(int number) {
      V8Map map = objects.map(dominators.object(number));
      if (map.index() >= ofMaps.length) {
        ofMaps = Arrays.copyOf(ofMaps, Math.max(map.index() + 1, ofMaps.length * 2));
      }
      if (ofMaps[map.index()] == 0) {
        ofMaps[map.index()] = numberOf(map) + 1;
      }
      return sums.get(ofMaps[map.index()] - 1);
    }

    private int numberOf(V8Map map) {
      return numbers.computeIfAbsent(
          names.of(map),
          _ -> {
            sums.add(new long[4]);
            return sums.size() - 1;
          });
    }

    void enter(int number) {
      long[] sum = sums(number);
      sum[0]++;
      sum[1] += objects.size(dominators.object(number));
      if (sum[3]++ == 0) {
        sum[2] += dominators.retained(number);
      }
    }

    void leave(int number) {
      sums(number)[3]--;
    }

    List<Row> rows() {
      List<Row> rows = new ArrayList<>();
      numbers.forEach((name, number) -> {
        long[] sum = sums.get(number);
        rows.add(new Row(name, sum[0], sum[1], sum[2]));
      });
      rows.sort(Comparator.comparingLong(Row::retained).reversed().thenComparing(Row::name));
      return List.copyOf(rows);
    }
  }
}
