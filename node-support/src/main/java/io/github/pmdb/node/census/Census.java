package io.github.pmdb.node.census;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.function.Constructors;
import io.github.pmdb.node.heap.V8Heap;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.heap.WalkReport;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Properties;
import io.github.pmdb.node.page.Isolate;
import io.github.pmdb.node.page.Region;
import io.github.pmdb.node.value.Keys;
import io.github.pmdb.snapshot.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Predicate;

/// What is on a heap, by constructor or by shape.
public final class Census {
  private final V8Heap heap;
  private final HeapReader reader;
  private final Constructors constructors;
  private final Keys keys;

  public Census(V8Heap heap, Constructors constructors) {
    this.heap = heap;
    this.reader = new HeapReader(heap);
    this.constructors = constructors;
    this.keys = new Keys(reader);
  }

  /// What is counted.
  ///
  /// @param isolate number of the isolate, absent for all
  /// @param shapes whether objects with other properties are counted apart
  /// @param internal whether strings, arrays of V8 and so on are rows too
  /// @param owned whether what belongs to an object counts with it: the stores of its elements and
  ///   properties, and memory outside the heap
  public record Wanted(OptionalInt isolate, boolean shapes, boolean internal, boolean owned) {}

  /// Objects of one name.
  ///
  /// @param bytes of the objects themselves, and of their stores where those were asked for
  /// @param outside bytes outside the heap, where those were asked for
  /// @param properties of the shape, where shapes were asked for
  /// @param address of one of them
  public record Row(
      long instances,
      long bytes,
      long outside,
      String name,
      List<String> properties,
      long address) {}

  /// @param rows those with most instances first
  /// @param walked what was gone through, with V8's own objects
  public record Result(
      List<Isolate> isolates, List<Row> rows, WalkReport walked, List<Problem> problems) {}

  /// Counts.
  ///
  /// @param check is called now and then; what it throws ends the count
  public Result take(Wanted wanted, Runnable check) {
    Owned owned = wanted.owned() ? new Owned(heap) : null;
    V8Heap.Walk<Tally> walk =
        heap.walk(regions(heap, wanted.isolate()), () -> new Tally(owned), check);
    Map<String, Row> rows = new LinkedHashMap<>();
    for (V8Map map : heap.maps().all()) {
      long count = walk.visitors().stream().mapToLong(t -> t.count(map.index())).sum();
      if (count > 0 && isCounted(map, wanted)) {
        long bytes = walk.visitors().stream().mapToLong(t -> t.bytes(map.index())).sum();
        long outside = walk.visitors().stream().mapToLong(t -> t.outside(map.index())).sum();
        Row row = row(map, count, bytes, outside, sample(walk, map), wanted.shapes());
        rows.merge(row.name() + '\n' + String.join("\n", row.properties()), row, Census::sum);
      }
    }
    List<Row> sorted = new ArrayList<>(rows.values());
    sorted.sort(
        Comparator.comparingLong(Row::instances)
            .thenComparingLong(Row::bytes)
            .reversed()
            .thenComparing(Row::name));
    return new Result(
        heap.isolates(), List.copyOf(sorted), walk.report(), problems(heap, walk.report()));
  }

  /// The regions of an isolate with those that all isolates share, or all regions.
  static Predicate<Region> regions(V8Heap heap, OptionalInt isolate) {
    if (isolate.isEmpty()) {
      return _ -> true;
    }
    long wanted = heap.isolates().get(isolate.getAsInt()).heap();
    return region -> region.chunk().heap() == wanted;
  }

  /// Whether an object with this map counts for its constructor: prototypes do not. V8 marks
  /// classes as prototypes, too, since those of derived ones inherit from them; they are functions.
  static boolean isInstance(HeapReader reader, V8Map map) {
    return reader.isReceiver(map.type())
        && (!map.isPrototype() || map.type() == reader.layout().type("JSClassConstructor"));
  }

  /// What is doubtful after a walk.
  static List<Problem> problems(V8Heap heap, WalkReport report) {
    List<Problem> problems = new ArrayList<>(heap.problems());
    if (report.unreadable() > 0 && report.objects() > 0) {
      problems.add(
          new Problem("%d bytes of the heap can not be read".formatted(report.unreadable())));
    }
    return List.copyOf(problems);
  }

  private boolean isCounted(V8Map map, Wanted wanted) {
    return reader.isReceiver(map.type()) ? isInstance(reader, map) : wanted.internal();
  }

  private static long sample(V8Heap.Walk<Tally> walk, V8Map map) {
    return walk.visitors().stream()
        .mapToLong(t -> t.sample(map.index()))
        .filter(a -> a != 0)
        .findFirst()
        .orElse(0);
  }

  private Row row(V8Map map, long count, long bytes, long outside, long sample, boolean shapes) {
    boolean receiver = reader.isReceiver(map.type());
    String name =
        receiver ? constructors.name(map) : "(" + constructors.internalName(map.type()) + ")";
    return new Row(
        count, bytes, outside, name, shapes && receiver ? names(map) : List.of(), sample);
  }

  private List<String> names(V8Map map) {
    if (map.isDictionary()) {
      return List.of("(dictionary)");
    }
    try {
      return new Properties(reader).keys(map).stream().map(keys::text).toList();
    } catch (MemoryFault e) {
      return List.of("(" + e.getMessage() + ")");
    }
  }

  private static Row sum(Row a, Row b) {
    return new Row(
        a.instances + b.instances,
        a.bytes + b.bytes,
        a.outside + b.outside,
        a.name,
        a.properties,
        a.address);
  }
}
