package io.github.pmdb.cpython.expression;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.repr.Denoted;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.UserError;
import java.util.List;

/// Follows the steps of a path from the value of its name.
final class PathWalk {
  private final Heap heap;
  private final Path path;

  PathWalk(Heap heap, Path path) {
    this.heap = heap;
    this.path = path;
  }

  /// What one step led to.
  sealed interface Found {
    record Value(Denoted denoted) implements Found {
      Value(long address) {
        this(new Denoted.Stored(address));
      }
    }

    /// @param why a sentence about the part that was not found
    /// @param there names or keys that could have been meant, in words, else empty
    record Missing(String why, String there) implements Found {}
  }

  /// @param start address of the name's value
  /// @throws UserError that names the step which led nowhere, and what is there
  Denoted from(long start) {
    Denoted at = new Denoted.Stored(start);
    for (int i = 0; i < path.steps().size(); i++) {
      at = follow(at, i);
    }
    return at;
  }

  private Denoted follow(Denoted from, int step) {
    try {
      return switch (step(heap, from, path.steps().get(step))) {
        case Found.Value(Denoted value) -> value;
        case Found.Missing(String why, String there) ->
            throw new UserError("`%s`: %s".formatted(path.before(step), why), there);
      };
    } catch (MemoryFault fault) {
      throw new UserError(
          "`%s` can not be looked into: %s".formatted(path.before(step), fault.getMessage()),
          heap.isSpent() ? "it is too large to be searched, or damaged" : "");
    }
  }

  private static Found step(Heap heap, Denoted from, Path.Step step) {
    if (!(from instanceof Denoted.Stored(long address))) {
      return Made.find(heap, from, step);
    }
    if (Heap.isTaggedInt(address)) {
      return new Found.Missing("an int has nothing inside that could be shown", "");
    }
    return switch (step) {
      case Path.Attribute(String name, _) -> Members.find(heap, address, name);
      case Path.Item(Key key, String text) -> Items.find(heap, address, key, text);
    };
  }

  /// The first few of some names or keys.
  static String some(String before, List<String> names, long all) {
    if (names.isEmpty()) {
      return "";
    }
    String more = all > names.size() ? " … of " + all : "";
    return before + String.join(", ", names) + more;
  }
}
