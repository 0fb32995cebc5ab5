package io.github.pmdb.node.page;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.word.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Where the next object of a new space will be made while the space has no area for objects: from
/// the end of a collection to the first object after it. The space then keeps the address itself
/// (`allocation_top_`), beside the one where the survivors of the collection end (the age mark).
final class AllocationTops {
  private final Memory memory;
  private final SemiSpaces semiSpaces;

  AllocationTops(Memory memory, SemiSpaces semiSpaces) {
    this.memory = memory;
    this.semiSpaces = semiSpaces;
  }

  /// @param page in which the next object will be made
  /// @param at its address, the page's end where it is full
  record Top(Chunk page, long at) {}

  /// Of the addresses in pages of the space that the space has: the farthest, as objects are made
  /// page after page and upwards in each. Empty where it has none.
  ///
  /// @param pages of the half of one new space that is in use
  Optional<Top> of(List<Chunk> pages) {
    List<Top> found = new ArrayList<>();
    for (long owner : pages.stream().mapToLong(Chunk::owner).distinct().toArray()) {
      byte[] space = space(owner);
      for (int i = 0; i < space.length; i += Long.BYTES) {
        long word = Words.at(space, i);
        pages.stream()
            .filter(p -> p.start() <= word && word <= p.end())
            .forEach(p -> found.add(new Top(p, word)));
      }
    }
    return found.stream().max(Comparator.comparingInt(this::filled).thenComparingLong(Top::at));
  }

  /// How many pages are in use when the next object is made there.
  private int filled(Top top) {
    return semiSpaces.used(top.page()).size();
  }

  private byte[] space(long owner) {
    try {
      return memory.bytes(owner, LabSearch.SPACE);
    } catch (MemoryFault _) {
      // A space that can not be read says nothing; that no page was found is told.
      return new byte[0];
    }
  }
}
