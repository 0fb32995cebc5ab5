package io.github.pmdb.node.page;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.snapshot.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Cuts the pages into the parts that hold objects.
final class Regions {
  private final TreeMap<Long, List<Lab>> labs = new TreeMap<>();
  private final SemiSpaces semiSpaces;
  private final AllocationTops tops;
  private final List<Problem> problems;

  /// @param problems where what is doubtful is added
  Regions(
      List<Chunk> chunks,
      List<Lab> labs,
      SemiSpaces semiSpaces,
      AllocationTops tops,
      List<Problem> problems) {
    TreeMap<Long, Chunk> byAddress = new TreeMap<>();
    chunks.forEach(c -> byAddress.put(c.address(), c));
    for (Lab lab : labs) {
      long page = byAddress.floorKey(lab.start());
      this.labs.computeIfAbsent(page, _ -> new ArrayList<>()).add(lab);
    }
    this.semiSpaces = semiSpaces;
    this.tops = tops;
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
    List<Chunk> toPages = pages.stream().filter(Chunk::isToPage).toList();
    List<Chunk> current = current(toPages);
    if (current.size() != 1) {
      problems.add(
          new Problem(
              "in %d pages of the young generation of the heap at %s objects are being made; one was expected"
                  .formatted(current.size(), Addresses.hex(heap)),
              "young objects may be missing, or counted although they are dead"));
    }
    if (current.isEmpty()) {
      toPages.forEach(p -> parts.add(new Evacuation.Part(p, p.end())));
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

  /// Where objects are being made; after a collection the next object may not have been made yet.
  private List<Chunk> current(List<Chunk> toPages) {
    List<Chunk> open = toPages.stream().filter(p -> labs.containsKey(p.address())).toList();
    if (!open.isEmpty()) {
      return open;
    }
    Optional<AllocationTops.Top> top = tops.of(toPages);
    top.ifPresent(
        t -> labs.put(t.page().address(), List.of(new Lab(t.at(), t.at(), t.page().end()))));
    return top.stream().map(AllocationTops.Top::page).toList();
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
