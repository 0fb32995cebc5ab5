package io.github.pmdb.node.loop;

import io.github.pmdb.node.function.Constructors;
import io.github.pmdb.node.heap.V8Heap;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.heap.Visitor;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.page.Isolate;
import io.github.pmdb.node.value.Describer;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The objects of one isolate by which its event loop is found: one walk collects them.
final class LoopObjects {
  /// More of a kind are damage, or a program that uses a name of Node.js' own.
  private static final int MOST = 1000;

  private final Map<Kind, List<Long>> found = new EnumMap<>(Kind.class);

  private LoopObjects() {}

  /// What is looked for.
  enum Kind {
    CONTEXT(""),
    TIMER_QUEUE("PriorityQueue"),
    IMMEDIATE_LIST("ImmediateList"),
    TICK_QUEUE("FixedQueue"),
    WORKER("Worker"),
    OTHER("");

    private final String constructor;

    Kind(String constructor) {
      this.constructor = constructor;
    }
  }

  static LoopObjects find(Describer describer, Isolate isolate, Runnable check) {
    V8Heap heap = describer.reader().heap();
    V8Heap.Walk<Search> walk =
        heap.walk(
            region -> region.chunk().heap() == isolate.heap(), () -> new Search(describer), check);
    LoopObjects objects = new LoopObjects();
    walk.visitors()
        .forEach(search ->
            search.found.forEach((kind, addresses) ->
                objects.found.computeIfAbsent(kind, _ -> new ArrayList<>()).addAll(addresses)));
    return objects;
  }

  /// Tagged.
  List<Long> of(Kind kind) {
    return found.getOrDefault(kind, List.of()).stream().sorted().map(Tagged::reference).toList();
  }

  private static final class Search implements Visitor {
    private final HeapReader reader;
    private final Constructors constructors;
    private final int nativeContext;
    private final Map<Kind, List<Long>> found = new EnumMap<>(Kind.class);
    private @Nullable Kind[] decided = new Kind[4096];

    Search(Describer describer) {
      this.reader = describer.reader();
      this.constructors = describer.constructors();
      this.nativeContext = reader.layout().type("NativeContext");
    }

    @Override
    public void object(long address, long size, V8Map map, byte[] bytes, int offset) {
      Kind kind = decide(map);
      if (kind != Kind.OTHER) {
        List<Long> list = found.computeIfAbsent(kind, _ -> new ArrayList<>());
        if (list.size() < MOST) {
          list.add(address);
        }
      }
    }

    private Kind decide(V8Map map) {
      int index = map.index();
      if (index >= decided.length) {
        decided = Arrays.copyOf(decided, Math.max(index + 1, decided.length * 2));
      }
      Kind known = decided[index];
      if (known == null) {
        known = kind(map);
        decided[index] = known;
      }
      return known;
    }

    private Kind kind(V8Map map) {
      if (map.type() == nativeContext) {
        return Kind.CONTEXT;
      }
      if (reader.isReceiver(map.type()) && !map.isPrototype()) {
        String name = constructors.name(map);
        for (Kind kind : Kind.values()) {
          if (kind.constructor.equals(name) && !name.isEmpty()) {
            return kind;
          }
        }
      }
      return Kind.OTHER;
    }
  }
}
