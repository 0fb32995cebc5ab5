package io.github.pmdb.node.page;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.snapshot.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Cuts the pages into the parts that hold objects.
final class Regions {
  private final TreeMap<Long, List<Lab>> labs = new TreeMap<>();
  private final SemiSpaces semiSpaces;
  private final List<Problem> problems;

  /// @param problems where what is doubtful is added
  Regions(List<Chunk> chunks, List<Lab> labs, SemiSpaces semiSpaces, List<Problem> problems) {
    TreeMap<Long, Chunk> byAddress = new TreeMap<>();
    chunks.forEach(c -> byAddress.put(c.address(), c));
    for (Lab lab : labs) {
      long page = byAddress.floorKey(lab.start());
      this.labs.computeIfAbsent(page, _ -> new ArrayList<>()).add(lab);
    }
    this.semiSpaces = semiSpaces;
    this.problems = problems;
  }

  /// Says which parts of the young generation of a heap hold objects.
  @FunctionalInterface
  interface Young {
    List<Evacuation.Part> parts(long heap, List<Chunk> pages);
  }

  List<Region> of(List<Chunk> chunks, Young youngParts) {
    List<Region> regions = new ArrayList<>();
    chunks.stream()
        .filter(c -> c.space() != Space.NEW && !c.space().isCode())
        .forEach(c -> cut(c, c.end(), regions));
    Map<Long, List<Chunk>> young =
        chunks.stream()
            .filter(c -> c.space() == Space.NEW)
            .collect(Collectors.groupingBy(Chunk::heap));
    young.forEach((heap, pages) -> regions.addAll(parts(youngParts.parts(heap, pages))));
    regions.sort(Comparator.comparingLong(Region::start));
    return List.copyOf(regions);
  }

  /// Between two collections: the half that is in use.
  List<Evacuation.Part> settled(long heap, List<Chunk> pages) {
    List<Evacuation.Part> parts = new ArrayList<>();
    List<Chunk> current =
        pages.stream().filter(p -> p.isToPage() && labs.containsKey(p.address())).toList();
    if (current.size() != 1) {
      problems.add(
          new Problem(
              "in %d pages of the young generation of the heap at %s objects are being made; one was expected"
                  .formatted(current.size(), Addresses.hex(heap)),
              "young objects may be missing, or counted although they are dead"));
    }
    if (current.isEmpty()) {
      pages.stream()
          .filter(Chunk::isToPage)
          .forEach(p -> parts.add(new Evacuation.Part(p, p.end())));
    }
    Set<Chunk> done = new HashSet<>();
    for (Chunk page : current) {
      for (Chunk used : semiSpaces.used(page)) {
        if (done.add(used)) {
          boolean filled = !used.equals(page);
          parts.add(new Evacuation.Part(used, filled ? used.end() : top(used)));
        }
      }
    }
    return parts;
  }

  /// Cuts parts of pages where objects are being made in them.
  List<Region> parts(List<Evacuation.Part> parts) {
    List<Region> regions = new ArrayList<>();
    parts.forEach(p -> cut(p.page(), p.end(), regions));
    return regions;
  }

  private long top(Chunk page) {
    return labs.getOrDefault(page.address(), List.of()).stream()
        .mapToLong(Lab::top)
        .max()
        .orElse(page.end());
  }

  private void cut(Chunk chunk, long end, List<Region> regions) {
    if (chunk.isLarge()) {
      regions.add(new Region(chunk.start(), chunk.end(), chunk));
      return;
    }
    List<Lab> open = new ArrayList<>(labs.getOrDefault(chunk.address(), List.of()));
    open.sort(Comparator.comparingLong(Lab::top));
    long at = chunk.start();
    for (Lab lab : open) {
      if (lab.top() >= at && lab.top() < end) {
        add(at, lab.top(), chunk, regions);
        at = lab.limit();
      }
    }
    add(at, end, chunk, regions);
  }

  private static void add(long start, long end, Chunk chunk, List<Region> regions) {
    if (start < end) {
      regions.add(new Region(start, end, chunk));
    }
  }
}
