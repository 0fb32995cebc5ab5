package io.github.pmdb.node.graph;

import io.github.pmdb.node.graph.Dominators.References;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// A walk from all roots into the depth, which numbers the objects that it meets from 1 on; 0 is
/// the roots together.
final class DepthFirst {
  private static final int OFTEN = 1 << 14;

  private final int[] number;
  private int[] objectOf;
  private int[] parent;
  private int met;
  private final References forward;
  private final List<Root> roots;

  private DepthFirst(int count, References forward, List<Root> roots) {
    Room.require(3L * Integer.BYTES * (count + 1), "the order of the objects");
    this.number = new int[count];
    this.objectOf = new int[count + 1];
    this.parent = new int[count + 1];
    this.forward = forward;
    this.roots = roots;
  }

  /// What such a walk tells. What it needed itself is free by then.
  ///
  /// @param objectOf the object with each number
  /// @param parent by whom each was met
  /// @param back who refers to each
  @SuppressWarnings("ArrayRecordComponent")
  record Order(int[] objectOf, int[] parent, References back) {}

  static Order of(HeapObjects objects, Edges edges, List<Root> roots, Runnable check) {
    References strong = strong(objects, edges, roots, check);
    DepthFirst walk = new DepthFirst(objects.count(), strong, roots);
    walk.walk(check);
    return new Order(walk.objectOf, walk.parent, walk.backwards());
  }

  /// Without those to the roots themselves: nothing else dominates these, and half of all
  /// references lead to the likes of `undefined`, the empty array and the maps of V8's own kinds.
  private static References strong(
      HeapObjects objects, Edges edges, List<Root> roots, Runnable check) {
    int count = objects.count();
    BitSet isRoot = new BitSet(count);
    roots.forEach(root -> isRoot.set(root.object()));
    Room.require((long) Integer.BYTES * (count + 1), "the references of the objects");
    int[] first = new int[count + 1];
    Growing others = new Growing(count, isRoot);
    for (int i = 0; i < count; i++) {
      if (i % OFTEN == 0) {
        check.run();
      }
      first[i] = others.count;
      edges.of(i, others);
    }
    first[count] = others.count;
    return new References(first, others.targets);
  }

  /// Keeps the targets of strong references that are not left out.
  private static final class Growing implements Edges.Sink {
    private int[] targets;
    private int count;
    private final BitSet left;

    Growing(int objects, BitSet left) {
      this.targets = new int[Math.max(16, objects)];
      this.left = left;
    }

    @Override
    public void edge(int target, long offset, boolean weak) {
      if (weak || left.get(target)) {
        return;
      }
      if (count == targets.length) {
        int room = (int) Math.min(Integer.MAX_VALUE - 16, count + (count >> 1) + 1L);
        Room.require((long) Integer.BYTES * room, "the references of the objects");
        targets = Arrays.copyOf(targets, room);
      }
      targets[count++] = target;
    }
  }

  /// Without recursion: a chain of objects may be as long as the heap.
  private void walk(Runnable check) {
    int[] next = Arrays.copyOf(forward.first(), number.length);
    for (Root root : roots) {
      if (number[root.object()] == 0) {
        descend(root.object(), next, check);
      }
    }
    objectOf = Arrays.copyOf(objectOf, met + 1);
    parent = Arrays.copyOf(parent, met + 1);
  }

  private void descend(int start, int[] next, Runnable check) {
    meet(start, 0);
    int at = met;
    while (at != 0) {
      int object = objectOf[at];
      if (next[object] == forward.first()[object + 1]) {
        at = parent[at];
      } else {
        int target = forward.others()[next[object]++];
        if (number[target] == 0) {
          meet(target, at);
          at = met;
          if (met % OFTEN == 0) {
            check.run();
          }
        }
      }
    }
  }

  private void meet(int object, int by) {
    number[object] = ++met;
    objectOf[met] = object;
    parent[met] = by;
  }

  /// Who refers to each, in the numbers of this walk.
  private References backwards() {
    int[] first = new int[met + 2];
    each((_, to) -> first[to + 1]++);
    for (int v = 1; v < first.length; v++) {
      first[v] += first[v - 1];
    }
    Room.require((long) Integer.BYTES * (first[met + 1] + met), "the references of the objects");
    int[] others = new int[first[met + 1]];
    int[] next = Arrays.copyOf(first, met + 1);
    each((from, to) -> others[next[to]++] = from);
    return new References(first, others);
  }

  /// Takes a reference.
  private interface Step {
    void step(int from, int to);
  }

  private void each(Step step) {
    for (Root root : roots) {
      step.step(0, number[root.object()]);
    }
    for (int v = 1; v <= met; v++) {
      int object = objectOf[v];
      for (int i = forward.first()[object]; i < forward.first()[object + 1]; i++) {
        step.step(v, number[forward.others()[i]]);
      }
    }
  }
}
