package io.github.pmdb.node.page;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.node.build.NodeBinary;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongPredicate;

/// The pages of all heaps of a target.
///
/// @param chunks in ascending order of address
/// @param regions the parts of them that hold objects, in ascending order of address
/// @param doubtful parts that hold objects if any object refers to them: it depends on how far a
///   collection has come
/// @param isolates the main one first
/// @param problems what is doubtful
/// @param evidence how they were found
public record Pages(
    List<Chunk> chunks,
    List<Region> regions,
    List<Region> doubtful,
    List<Isolate> isolates,
    List<Problem> problems,
    List<String> evidence) {

  /// Looks for them.
  ///
  /// @param memory of the snapshot, with what was read lately at hand
  /// @param isMap whether a tagged value refers to a map
  public static Pages find(
      Snapshot snapshot, Memory memory, NodeBinary binary, Layout layout, LongPredicate isMap) {
    SpaceNames names = new SpaceNames(binary.object().symbols(), memory, layout);
    ChunkFinder.Found found = new ChunkFinder(snapshot, memory, names, isMap).find();
    List<Chunk> chunks = found.chunks();
    List<Problem> problems = new ArrayList<>(layout.problems());
    if (chunks.stream().allMatch(c -> c.heap() == 0)) {
      problems.add(
          new Problem(
              "no page of a heap of V8 was found",
              "a core needs anonymous memory: `doctor` tells of coredump_filter; a process that has"
                  + " just started has no heap yet"));
    }
    checkShape(found, binary, problems);
    GcStates collectors = new GcStates(memory, binary, layout);
    List<Isolate> isolates = new IsolateFinder(snapshot, memory, layout, collectors).find(chunks);
    isolates.forEach(i -> collecting(i).ifPresent(problems::add));
    LabSearch search = new LabSearch(memory, chunks, isMap);
    isolates.stream()
        .filter(i -> i.collector().isCollecting())
        .forEach(i -> snapshot.mappingAt(i.heap()).ifPresent(search::around));
    List<Lab> labs = search.find();
    SemiSpaces semiSpaces = semiSpaces(chunks, memory, layout);
    AllocationTops tops = new AllocationTops(memory, semiSpaces);
    Regions cut = new Regions(chunks, labs, semiSpaces, tops, problems);
    Map<Long, Evacuation> moving = moving(isolates, chunks, memory, layout, semiSpaces);
    moving.values().forEach(e -> e.problem().ifPresent(problems::add));
    List<Region> regions =
        cut.of(
            chunks,
            (heap, pages) ->
                moving.containsKey(heap) ? moving.get(heap).parts() : cut.settled(heap, pages));
    List<Region> doubtful =
        cut.parts(moving.values().stream().flatMap(e -> e.doubtful().stream()).toList());
    List<String> evidence =
        List.of(
            "%d pages of %d heaps, spaces told apart by %s"
                .formatted(chunks.size(), isolates.size(), names.sure() ? "vtables" : "numbers"),
            "%d areas where objects are made".formatted(labs.size()));
    return new Pages(chunks, regions, doubtful, isolates, List.copyOf(problems), evidence);
  }

  /// The young generations that are being collected, by their heaps.
  private static Map<Long, Evacuation> moving(
      List<Isolate> isolates,
      List<Chunk> chunks,
      Memory memory,
      Layout layout,
      SemiSpaces semiSpaces) {
    Map<Long, Evacuation> moving = new HashMap<>();
    for (Isolate isolate : isolates) {
      if (isolate.collector().isCollecting()) {
        List<Chunk> pages =
            chunks.stream()
                .filter(c -> c.space() == Space.NEW && c.heap() == isolate.heap())
                .toList();
        moving.put(isolate.heap(), new Evacuation(memory, layout, semiSpaces, isolate, pages));
      }
    }
    return moving;
  }

  /// The regions with the doubtful parts.
  public List<Region> withDoubtful() {
    List<Region> all = new ArrayList<>(regions);
    all.addAll(doubtful);
    all.sort(Comparator.comparingLong(Region::start));
    return List.copyOf(all);
  }

  /// Bytes from an address to the end of its page, 0 where it is in none.
  public long room(long address) {
    int low = 0;
    int high = chunks.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (chunks.get(middle).start() <= address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? 0 : Math.max(0, chunks.get(low - 1).end() - address);
  }

  private static Optional<Problem> collecting(Isolate isolate) {
    if (isolate.collector() == GcState.UNKNOWN) {
      return Optional.of(
          new Problem(
              "whether isolate %d was collecting garbage can not be told"
                  .formatted(isolate.number()),
              "it is read as if it was not; if it was, objects that were being moved are missing"));
    }
    if (!isolate.collector().isCollecting()) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            "isolate %d was in the middle of a garbage collection (%s)"
                .formatted(isolate.number(), isolate.collector().text()),
            "an object that was moved is seen in its new place, others in their old ones with the"
                + " garbage among them; what was just being copied may be missing or seen twice"));
  }

  /// An unknown version is told already.
  private static void checkShape(
      ChunkFinder.Found found, NodeBinary binary, List<Problem> problems) {
    if (binary.v8().isPresent()
        && problems.isEmpty()
        && !found.chunks().isEmpty()
        && !found.shape().equals(ChunkFinder.shapeOf(binary.v8().get()))) {
      problems.add(
          new Problem("the pages of the heap have headers of another version than the table says"));
    }
  }

  private static SemiSpaces semiSpaces(List<Chunk> all, Memory memory, Layout layout) {
    List<Chunk> young = all.stream().filter(c -> c.space() == Space.NEW).toList();
    OptionalInt expected =
        layout.has("chunk.list") ? OptionalInt.of(layout.get("chunk.list")) : OptionalInt.empty();
    return new SemiSpaces(memory, young, expected);
  }
}
