package io.github.pmdb.node.census;

import io.github.pmdb.node.function.Constructors;
import io.github.pmdb.node.heap.V8Heap;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.heap.Visitor;
import io.github.pmdb.node.heap.WalkReport;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.snapshot.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Finds objects by what their maps tell.
public final class Instances {
  private final V8Heap heap;
  private final HeapReader reader;
  private final Constructors constructors;

  public Instances(V8Heap heap, Constructors constructors) {
    this.heap = heap;
    this.reader = new HeapReader(heap);
    this.constructors = constructors;
  }

  /// @param addresses in ascending order
  @SuppressWarnings("ArrayRecordComponent")
  public record Result(long[] addresses, WalkReport walked, List<Problem> problems) {}

  /// Objects of JavaScript whose constructor has a name that is wanted, prototypes left out.
  public Result named(Predicate<String> name, OptionalInt isolate, Runnable check) {
    return find(
        map -> Census.isInstance(reader, map) && name.test(constructors.name(map)), isolate, check);
  }

  /// The names of constructors that a walk has met.
  public Set<String> names() {
    return heap.maps().all().stream()
        .filter(map -> Census.isInstance(reader, map))
        .map(constructors::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Objects with that map.
  public Result ofMap(long address, OptionalInt isolate, Runnable check) {
    return find(map -> map.address() == address, isolate, check);
  }

  /// Objects of one of those instance types.
  public Result ofTypes(Set<Integer> types, OptionalInt isolate, Runnable check) {
    return find(map -> types.contains(map.type()), isolate, check);
  }

  private Result find(Predicate<V8Map> wanted, OptionalInt isolate, Runnable check) {
    V8Heap.Walk<Collector> walk =
        heap.walk(Census.regions(heap, isolate), () -> new Collector(wanted), check);
    long[] all =
        walk.visitors().stream().flatMapToLong(c -> Arrays.stream(c.found, 0, c.count)).toArray();
    Arrays.sort(all);
    return new Result(all, walk.report(), Census.problems(heap, walk.report()));
  }

  /// Keeps addresses, and for each map whether it is wanted.
  private static final class Collector implements Visitor {
    private static final byte YES = 1;
    private static final byte NO = 2;

    private final Predicate<V8Map> wanted;
    private byte[] decided = new byte[4096];
    private long[] found = new long[1024];
    private int count;

    Collector(Predicate<V8Map> wanted) {
      this.wanted = wanted;
    }

    @Override
    public void object(long address, long size, V8Map map, byte[] bytes, int offset) {
      if (decide(map) == YES) {
        if (count == found.length) {
          found = Arrays.copyOf(found, count * 2);
        }
        found[count++] = address;
      }
    }

    private byte decide(V8Map map) {
      int index = map.index();
      if (index >= decided.length) {
        decided = Arrays.copyOf(decided, Math.max(index + 1, decided.length * 2));
      }
      if (decided[index] == 0) {
        decided[index] = wanted.test(map) ? YES : NO;
      }
      return decided[index];
    }
  }
}
