package io.github.pmdb.node.page;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Which pages of the young generation hold objects: the page where objects are being made, and
/// those linked before it. The others hold what the last collection left behind.
final class SemiSpaces {
  private static final int FARTHEST_LINK = 0x200;

  private final Memory memory;
  private final Map<Long, Chunk> byHeader = new HashMap<>();
  private final List<Chunk> pages;
  private final OptionalInt list;

  /// @param pages of semi-spaces, of all heaps
  /// @param expected where the table has the links; used where the pages do not tell
  SemiSpaces(Memory memory, List<Chunk> pages, OptionalInt expected) {
    this.memory = memory;
    this.pages = pages;
    pages.forEach(p -> byHeader.put(p.header(), p));
    OptionalInt voted = vote();
    this.list = voted.isPresent() ? voted : expected;
  }

  /// Where a page's header has its links to the next page and to the one before.
  OptionalInt list() {
    return list;
  }

  /// The offset at which most pages are the previous one of their next one.
  private OptionalInt vote() {
    int best = 0;
    OptionalInt winner = OptionalInt.empty();
    for (int offset = 0; offset < FARTHEST_LINK; offset += 8) {
      int at = offset;
      int votes = (int) pages.stream().filter(p -> linked(p, at)).count();
      if (votes > best) {
        best = votes;
        winner = OptionalInt.of(offset);
      }
    }
    return winner;
  }

  private boolean linked(Chunk page, int offset) {
    Optional<Chunk> next = link(page, offset);
    return next.flatMap(n -> link(n, offset + 8)).filter(page::equals).isPresent();
  }

  private Optional<Chunk> link(Chunk page, int offset) {
    try {
      return Optional.ofNullable(byHeader.get(memory.pointer(page.header() + offset)));
    } catch (MemoryFault _) {
      // A page that can not be read is linked to none.
      return Optional.empty();
    }
  }

  /// The pages whose objects count, the one with the area first.
  ///
  /// @param current the page where objects are being made
  List<Chunk> used(Chunk current) {
    Set<Chunk> seen = new HashSet<>();
    List<Chunk> used = new ArrayList<>();
    Optional<Chunk> at = Optional.of(current);
    while (at.isPresent() && seen.add(at.get())) {
      used.add(at.get());
      Chunk page = at.get();
      at =
          list.isPresent()
              ? link(page, list.getAsInt() + 8)
                  .filter(p -> p.isToPage() == current.isToPage() && p.heap() == current.heap())
              : Optional.empty();
    }
    return used;
  }
}
