package io.github.pmdb.node.heap;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.build.NodeBinary;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.page.Chunk;
import io.github.pmdb.node.page.Isolate;
import io.github.pmdb.node.page.Pages;
import io.github.pmdb.node.page.Region;
import io.github.pmdb.node.word.BlockCache;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The heaps of a target: their pages, their maps, and a walk through all objects.
public final class V8Heap {
  private final Memory memory;
  private final BlockCache cache;
  private final Layout layout;
  private final ObjectSizes sizes;
  private final MapTable maps;
  private final Pages pages;
  private @Nullable List<Region> regions;

  private V8Heap(Snapshot snapshot, NodeBinary binary, Layout layout) {
    this.memory = snapshot.memory();
    this.cache = new BlockCache(memory);
    this.sizes = new ObjectSizes(layout);
    this.maps = new MapTable(cache, sizes, layout);
    this.pages = Pages.find(snapshot, cache, binary, layout, maps::isMap);
    this.layout = withIsolates(layout, pages.isolates());
    if (pages.isolates().stream().anyMatch(i -> i.collector().isCollecting())) {
      maps.moves().expect();
    }
  }

  /// What is in doubt while garbage is collected is decided by who refers to whom, when objects are
  /// first asked for.
  private synchronized List<Region> regions(Runnable check) {
    if (regions == null) {
      List<Region> doubtful = pages.doubtful();
      regions =
          !doubtful.isEmpty() && isReferredTo(doubtful, check)
              ? pages.withDoubtful()
              : pages.regions();
    }
    return regions;
  }

  private boolean isReferredTo(List<Region> doubtful, Runnable check) {
    return walk(pages.regions(), () -> new RefersTo(doubtful, memory), check).visitors().stream()
        .anyMatch(RefersTo::isFound);
  }

  private V8Heap(V8Heap before, Memory memory) {
    this.memory = memory;
    this.cache = new BlockCache(memory);
    this.layout = before.layout;
    this.sizes = before.sizes;
    this.pages = before.pages;
    this.maps = new MapTable(cache, sizes, layout);
    this.maps.moves().expect();
  }

  /// The same heap after a while, of which nothing is believed any more but where its pages are.
  /// Objects may have been moved.
  public V8Heap over(Memory now) {
    return new V8Heap(this, now);
  }

  /// Where an isolate has its heap, as a thread tells it.
  private static Layout withIsolates(Layout layout, List<Isolate> isolates) {
    return isolates.stream()
        .filter(i -> i.tid().isPresent() && i.address().isPresent())
        .findFirst()
        .map(i -> layout.discovered("Isolate.heap", (int) (i.heap() - i.address().getAsLong())))
        .orElse(layout);
  }

  /// Looks for the pages.
  public static V8Heap open(Snapshot snapshot, NodeBinary binary, Layout layout) {
    return new V8Heap(snapshot, binary, layout);
  }

  public Layout layout() {
    return layout;
  }

  /// The target's memory, with what was read lately at hand.
  public BlockCache memory() {
    return cache;
  }

  public MapTable maps() {
    return maps;
  }

  public List<Isolate> isolates() {
    return pages.isolates();
  }

  public List<Chunk> chunks() {
    return pages.chunks();
  }

  /// What is doubtful.
  public List<Problem> problems() {
    return pages.problems();
  }

  /// How the heaps were found.
  public List<String> evidence() {
    return pages.evidence();
  }

  /// Whether objects may have been moved away from where others refer to them.
  public boolean isMoving() {
    return maps.moves().isExpected();
  }

  /// Where the object is now that was at an address: there, except while garbage is collected.
  public long settled(long address) {
    return maps.moves().follow(address);
  }

  /// The size of the object at an address; 0 where it is not known, or does not fit the page.
  public long sizeOf(long address) {
    V8Map map = maps.of(address);
    if (map == null) {
      return 0;
    }
    try {
      long size = sizes.of(map, cache.bytes(address, ObjectSizes.HEADER), 0);
      return size > 0 && size <= pages.room(address) ? size : 0;
    } catch (MemoryFault _) {
      // Cut in its first words.
      return 0;
    }
  }

  /// Shows each object of the chosen regions to one of the visitors, on as many threads as the
  /// machine has processors.
  ///
  /// @param visitors makes one for each thread
  /// @param check is called between regions, on each thread; what it throws ends the walk
  /// @return the visitors, and what was gone through
  public <V extends Visitor> Walk<V> walk(
      Predicate<Region> which, Supplier<V> visitors, Runnable check) {
    return walk(regions(check).stream().filter(which).toList(), visitors, check);
  }

  private <V extends Visitor> Walk<V> walk(
      List<Region> chosen, Supplier<V> visitors, Runnable check) {
    AtomicInteger next = new AtomicInteger();
    int threads = Math.max(1, Math.min(Runtime.getRuntime().availableProcessors(), chosen.size()));
    List<WalkThread<V>> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      V visitor = visitors.get();
      RegionWalker walker = new RegionWalker(memory, sizes, maps, visitor);
      workers.add(new WalkThread<>(visitor, walker, chosen, next, check));
    }
    WalkThread.runAll(workers);
    WalkReport report =
        workers.stream().map(w -> w.walker().report()).reduce(WalkReport.NOTHING, WalkReport::plus);
    return new Walk<>(workers.stream().map(WalkThread::visitor).toList(), report);
  }

  /// A finished walk.
  public record Walk<V>(List<V> visitors, WalkReport report) {}
}
