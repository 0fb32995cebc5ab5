package io.github.pmdb.node.heapdiff;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// What is more, and what is less, at a later moment.
public final class HeapDiff {
  private final Moment before;
  private final Moment after;
  private final UnaryOperator<ObjectKind> as;
  private final List<Row> rows = new ArrayList<>();

  /// @param before how many there were
  /// @param after how many there are
  public record Row(ObjectKind kind, Sums before, Sums after) {
    public long moreInstances() {
      return after.instances() - before.instances();
    }

    public long moreBytes() {
      return after.bytes() - before.bytes();
    }
  }

  /// @param shapes whether objects with other properties are counted apart
  /// @param internal whether what V8 has for itself is told too
  public HeapDiff(Moment before, Moment after, boolean shapes, boolean internal) {
    this.before = before;
    this.after = after;
    this.as = shapes ? UnaryOperator.identity() : ObjectKind::withoutShape;
    Map<ObjectKind, Sums> old = summed(before);
    Map<ObjectKind, Sums> now = summed(after);
    TreeSet<ObjectKind> all =
        new TreeSet<>(
            Comparator.comparing(ObjectKind::name)
                .thenComparing(k -> String.join(",", k.properties())));
    Stream.concat(old.keySet().stream(), now.keySet().stream())
        .filter(kind -> internal || !kind.isInternal())
        .forEach(all::add);
    for (ObjectKind kind : all) {
      Sums was = old.getOrDefault(kind, Sums.NOTHING);
      Sums is = now.getOrDefault(kind, Sums.NOTHING);
      rows.add(new Row(kind, was, is));
    }
    rows.sort(
        Comparator.comparingLong(Row::moreBytes).thenComparingLong(Row::moreInstances).reversed());
  }

  private Map<ObjectKind, Sums> summed(Moment moment) {
    Map<ObjectKind, Sums> sums = new HashMap<>();
    moment.kinds().forEach((kind, sum) -> sums.merge(as.apply(kind), sum, Sums::plus));
    return sums;
  }

  /// All kinds; those that grew most come first, those that shrank most last.
  public List<Row> rows() {
    return List.copyOf(rows);
  }

  /// Whether single objects can be told that were not there before: a file has no addresses.
  public boolean tellsObjects() {
    return before instanceof HeapMoment && after instanceof HeapMoment;
  }

  /// Addresses of objects that were not there before, by kind.
  ///
  /// @param limit of one kind
  public Map<ObjectKind, List<Long>> fresh(List<ObjectKind> wanted, int limit) {
    return before instanceof HeapMoment old && after instanceof HeapMoment now
        ? now.fresh(old, wanted, as, limit)
        : Map.of();
  }
}
