package io.github.pmdb.node.page;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.snapshot.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Which parts of the young generation hold objects while its heap is collected: where they are
/// copied to, and, once the halves have changed their parts, where they come from.
final class Evacuation {
  /// In an allocation area, behind its start.
  private static final int TOP = 8;

  private final Memory memory;
  private final Layout layout;
  private final SemiSpaces semiSpaces;
  private final Isolate isolate;
  private final Map<Long, Chunk> byHeader;
  private final List<Chunk> to;
  private final List<Chunk> from;

  /// @param pages of the semi-spaces of the isolate
  Evacuation(
      Memory memory, Layout layout, SemiSpaces semiSpaces, Isolate isolate, List<Chunk> pages) {
    this.isolate = isolate;
    this.memory = memory;
    this.layout = layout;
    this.semiSpaces = semiSpaces;
    this.byHeader = pages.stream().collect(Collectors.toMap(Chunk::header, Function.identity()));
    this.to = pages.stream().filter(Chunk::isToPage).toList();
    this.from = pages.stream().filter(p -> !p.isToPage()).toList();
  }

  /// A page, or the beginning of it.
  record Part(Chunk page, long end) {}

  /// Those of which it is sure.
  List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    List<Chunk> filled = filled(to);
    for (Chunk page : filled) {
      boolean last = page.equals(filled.getFirst());
      parts.add(new Part(page, last ? top(page) : page.end()));
    }
    if (isFlipped()) {
      parts.addAll(origin());
    }
    return parts;
  }

  /// Those that hold objects if anyone refers to them.
  List<Part> doubtful() {
    return isFlipped() || (tellsPages() && filled(to).size() > 1) ? List.of() : origin();
  }

  /// Where it is not known how far the collection has come.
  Optional<Problem> problem() {
    return tellsPages() || to.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "how far the collection of isolate %d has come is not known for this version of V8"
                    .formatted(isolate.number()),
                "what earlier ones left behind in its young generation may be counted"));
  }

  private boolean tellsPages() {
    return layout.has("SemiSpace.current_page");
  }

  private List<Part> origin() {
    return filled(from).stream().map(page -> new Part(page, page.end())).toList();
  }

  /// The pages of one half that are in use, the one that is being filled first.
  private List<Chunk> filled(List<Chunk> half) {
    return current(half).map(semiSpaces::used).orElse(half);
  }

  /// The page that is being filled, or was; absent where the half tells of none.
  private Optional<Chunk> current(List<Chunk> half) {
    if (half.isEmpty() || !tellsPages()) {
      return Optional.empty();
    }
    return Optional.ofNullable(
        byHeader.get(word(half.getFirst().owner() + layout.get("SemiSpace.current_page"))));
  }

  /// After a collection the half that objects came from begins anew at its first page, or gives its
  /// pages back. So one that has come farther holds the objects of this collection.
  private boolean isFlipped() {
    Optional<Chunk> last = current(from);
    return tellsPages()
        && !from.isEmpty()
        && (last.isEmpty() || semiSpaces.used(last.get()).size() > 1);
  }

  /// Up to where the page that is being filled has objects: what lies behind is stale.
  private long top(Chunk page) {
    long top = 0;
    if (layout.has("SemiSpace.allocation_top")) {
      top = word(page.owner() + layout.get("SemiSpace.allocation_top"));
    } else if (layout.has("Isolate.new_lab") && isolate.address().isPresent()) {
      top = word(isolate.address().getAsLong() + layout.get("Isolate.new_lab") + TOP);
    }
    return top >= page.start() && top <= page.end() ? top : page.end();
  }

  private long word(long at) {
    try {
      return memory.pointer(at);
    } catch (MemoryFault _) {
      // As if the space did not tell.
      return 0;
    }
  }
}
