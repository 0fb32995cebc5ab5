package io.github.pmdb.node.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/// Goes from the roots through all strong references, level by level: 8 bytes for each object
/// beside their addresses, and no reference is kept.
public final class Reach {
  private static final int NOT_YET = -1;
  private static final int OFTEN = 1 << 14;

  /// A root's own number lies below this.
  private static final int ROOT = -2;

  private final List<Root> roots;
  private final int[] from;
  private final int[] queue;
  private int queued;

  private Reach(List<Root> roots, int count) {
    Room.require(2L * Integer.BYTES * count, "the ways from the roots");
    this.roots = roots;
    this.from = new int[count];
    this.queue = new int[count];
    Arrays.fill(from, NOT_YET);
  }

  /// Goes on until it has met `wanted`, or all that can be reached.
  ///
  /// @param wanted number of an object, negative for all
  public static Reach of(
      HeapObjects objects, Edges edges, List<Root> roots, int wanted, Runnable check) {
    Reach reach = new Reach(roots, objects.count());
    // What may be no root at all explains only what no other one leads to.
    reach.go(edges, root -> root.kind() != Root.Kind.OUTSIDE, wanted, check);
    reach.go(edges, root -> root.kind() == Root.Kind.OUTSIDE, wanted, check);
    return reach;
  }

  private void go(Edges edges, Predicate<Root> begins, int wanted, Runnable check) {
    int next = queued;
    for (int i = 0; i < roots.size(); i++) {
      if (begins.test(roots.get(i))) {
        meet(roots.get(i).object(), ROOT - i);
      }
    }
    for (; next < queued && !(wanted >= 0 && has(wanted)); next++) {
      if (next % OFTEN == 0) {
        check.run();
      }
      int object = queue[next];
      edges.of(
          object,
          (target, _, weak) -> {
            if (!weak) {
              meet(target, object);
            }
          });
    }
  }

  private void meet(int object, int by) {
    if (from[object] == NOT_YET) {
      from[object] = by;
      queue[queued++] = object;
    }
  }

  /// Whether a root leads to an object.
  public boolean has(int object) {
    return from[object] != NOT_YET;
  }

  /// How many were met.
  public int count() {
    return queued;
  }

  /// The way to an object.
  ///
  /// @param objects from the one that the root refers to, to the one that was asked for
  public record Way(Root root, List<Integer> objects) {}

  /// One of the shortest ways to an object that was met.
  public Way way(int object) {
    List<Integer> steps = new ArrayList<>();
    int at = object;
    steps.add(at);
    while (from[at] > NOT_YET) {
      at = from[at];
      steps.add(at);
    }
    Collections.reverse(steps);
    return new Way(roots.get(ROOT - from[at]), List.copyOf(steps));
  }
}
