package io.github.pmdb.node.object;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/// Keeps the first properties of a dictionary, which come in any order, and counts all.
final class FirstProperties {
  /// V8 numbers the properties of a dictionary with 23 bits.
  private static final int MOST = 1 << 23;

  private final int limit;
  private final PriorityQueue<Placed> first = new PriorityQueue<>();
  private long total;

  FirstProperties(int limit) {
    this.limit = Math.min(limit, MOST);
  }

  /// The last one comes first, to be left out.
  private record Placed(Property property, int place, long met) implements Comparable<Placed> {
    @Override
    public int compareTo(Placed other) {
      int byPlace = Integer.compare(other.place, place);
      return byPlace != 0 ? byPlace : Long.compare(other.met, met);
    }
  }

  void add(Property property, int place) {
    first.add(new Placed(property, place, total++));
    if (first.size() > limit) {
      first.remove();
    }
  }

  long total() {
    return total;
  }

  List<Property> sorted() {
    List<Placed> placed = new ArrayList<>(first);
    placed.sort(null);
    return placed.reversed().stream().map(Placed::property).toList();
  }
}
