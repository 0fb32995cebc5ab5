package io.github.pmdb.node.graph;

import java.util.Arrays;
import java.util.List;

/// Which object keeps which alive all alone: the dominators of the graph of strong references,
/// after Lengauer and Tarjan, and the bytes that would be freed with each object.
///
/// Everything is in arrays of numbers: about 60 bytes for each object, at two references each
/// beside those to the roots. Objects have a second number here, the order in which a walk into the
/// depth met them; 0 stands for all roots together.
public final class Dominators {
  private static final int OFTEN = 1 << 14;

  private final int[] objectOf;
  private final int[] dominator;
  private final long[] retained;
  private final int unreachable;
  private final long unreachableBytes;

  private Dominators(HeapObjects objects, int[] objectOf, int[] dominator) {
    this.objectOf = objectOf;
    this.dominator = dominator;
    Room.require((long) Long.BYTES * objectOf.length, "retained sizes");
    this.retained = new long[objectOf.length];
    for (int v = objectOf.length - 1; v > 0; v--) {
      retained[v] += objects.size(objectOf[v]);
      retained[dominator[v]] += retained[v];
    }
    this.unreachable = objects.count() - (objectOf.length - 1);
    this.unreachableBytes = objects.walked().bytes() - retained[0];
  }

  /// @param check is called now and then; what it throws ends the work
  public static Dominators of(HeapObjects objects, Edges edges, List<Root> roots, Runnable check) {
    DepthFirst.Order order = DepthFirst.of(objects, edges, roots, check);
    int[] dominators = new Tarjan(order.parent(), order.back(), check).dominators();
    return new Dominators(objects, order.objectOf(), dominators);
  }

  /// How many objects a root leads to.
  public int reachable() {
    return objectOf.length - 1;
  }

  /// How many objects no root leads to.
  public int unreachable() {
    return unreachable;
  }

  public long unreachableBytes() {
    return unreachableBytes;
  }

  /// The bytes of all that a root leads to.
  public long reachableBytes() {
    return retained[0];
  }

  /// The object with a number of this order, which is at least 1.
  public int object(int number) {
    return objectOf[number];
  }

  /// The bytes that would be freed with an object.
  ///
  /// @param number of this order
  public long retained(int number) {
    return retained[number];
  }

  /// The number of the object that alone keeps another alive; 0 where only the roots do.
  public int dominator(int number) {
    return dominator[number];
  }

  /// References by the object that they lead to, or come from.
  ///
  /// @param first where the references of each begin; one more than there are
  @SuppressWarnings("ArrayRecordComponent")
  record References(int[] first, int[] others) {}

  /// The algorithm proper; with simple paths that are shortened, at most a logarithm slower than
  /// the best.
  private static final class Tarjan {
    private static final int NONE = -1;

    private final int[] parent;
    private final References back;
    private final Runnable check;
    private final int[] semi;
    private final int[] ancestor;
    private final int[] label;
    private final int[] dominator;
    private final int[] bucket;
    private final int[] next;
    private int[] path = new int[1 << 10];

    Tarjan(int[] parent, References back, Runnable check) {
      int count = parent.length;
      Room.require(6L * Integer.BYTES * count, "the dominators");
      this.parent = parent;
      this.back = back;
      this.check = check;
      semi = numbers(count);
      label = numbers(count);
      ancestor = new int[count];
      Arrays.fill(ancestor, NONE);
      dominator = new int[count];
      bucket = new int[count];
      Arrays.fill(bucket, NONE);
      next = new int[count];
    }

    private static int[] numbers(int count) {
      int[] numbers = new int[count];
      for (int i = 0; i < count; i++) {
        numbers[i] = i;
      }
      return numbers;
    }

    int[] dominators() {
      for (int w = parent.length - 1; w > 0; w--) {
        if (w % OFTEN == 0) {
          check.run();
        }
        for (int i = back.first[w]; i < back.first[w + 1]; i++) {
          semi[w] = Math.min(semi[w], semi[lowest(back.others[i])]);
        }
        next[w] = bucket[semi[w]];
        bucket[semi[w]] = w;
        ancestor[w] = parent[w];
        empty(parent[w]);
      }
      for (int w = 1; w < parent.length; w++) {
        if (dominator[w] != semi[w]) {
          dominator[w] = dominator[dominator[w]];
        }
      }
      return dominator;
    }

    private void empty(int above) {
      for (int v = bucket[above]; v != NONE; v = next[v]) {
        int lowest = lowest(v);
        dominator[v] = semi[lowest] < semi[v] ? lowest : above;
      }
      bucket[above] = NONE;
    }

    /// The vertex with the lowest semidominator on the way up to the root of its tree.
    private int lowest(int vertex) {
      if (ancestor[vertex] == NONE) {
        return vertex;
      }
      shorten(vertex);
      return label[vertex];
    }

    private void shorten(int vertex) {
      int depth = 0;
      for (int v = vertex; ancestor[ancestor[v]] != NONE; v = ancestor[v]) {
        if (depth == path.length) {
          path = Arrays.copyOf(path, depth * 2);
        }
        path[depth++] = v;
      }
      while (depth > 0) {
        int v = path[--depth];
        int above = ancestor[v];
        if (semi[label[above]] < semi[label[v]]) {
          label[v] = label[above];
        }
        ancestor[v] = ancestor[above];
      }
    }
  }
}
