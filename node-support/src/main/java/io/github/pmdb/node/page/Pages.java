package io.github.pmdb.node.page;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.node.build.NodeBinary;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.LongPredicate;

/// The pages of all heaps of a target.
///
/// @param chunks in ascending order of address
/// @param regions the parts of them that hold objects, in ascending order of address
/// @param isolates the main one first
/// @param problems what is doubtful
/// @param evidence how they were found
public record Pages(
    List<Chunk> chunks,
    List<Region> regions,
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
    checkShape(found, binary, problems);
    List<Lab> labs = new LabSearch(memory, chunks).find();
    List<Region> regions =
        new Regions(chunks, labs, semiSpaces(chunks, memory, layout), problems).of(chunks);
    List<Isolate> isolates = new IsolateFinder(snapshot, memory, layout).find(chunks);
    List<String> evidence =
        List.of(
            "%d pages of %d heaps, spaces told apart by %s"
                .formatted(chunks.size(), isolates.size(), names.sure() ? "vtables" : "numbers"),
            "%d areas where objects are made".formatted(labs.size()));
    return new Pages(chunks, regions, isolates, List.copyOf(problems), evidence);
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
