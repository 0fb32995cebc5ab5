package io.github.pmdb.node.page;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.snapshot.ObjectSymbols;
import io.github.pmdb.snapshot.ObjectSymbols.Symbol;
import java.util.HashMap;
import java.util.Map;

/// Tells spaces apart: by the vtables of their C++ objects, which only `.symtab` has in newer
/// versions, else by the number that each has in itself.
final class SpaceNames {
  private static final String VTABLES = "_ZTVN2v88internal";

  /// A vtable's symbol begins with the offset to the top and the type (Itanium C++ ABI).
  private static final int TO_FUNCTIONS = 16;

  private static final int NUMBER = 16;

  /// Holds pages for another space while a collection fills them.
  private static final String COMPACTION = VTABLES + "15CompactionSpaceE";

  private final Memory memory;
  private final Map<Long, Space> byTable = new HashMap<>();
  private final Map<Integer, Space> byNumber = new HashMap<>();
  private long compaction;

  SpaceNames(ObjectSymbols symbols, Memory memory, Layout layout) {
    this.memory = memory;
    Map<String, Space> names = new HashMap<>();
    for (Space space : Space.values()) {
      names.put(VTABLES + space.type().length() + space.type() + "E", space);
    }
    for (Symbol symbol : symbols.startingWith(VTABLES)) {
      Space space = names.get(symbol.name());
      if (space != null) {
        byTable.put(symbol.address() + TO_FUNCTIONS, space);
      } else if (symbol.name().equals(COMPACTION)) {
        compaction = symbol.address() + TO_FUNCTIONS;
      }
    }
    number(layout, "new", Space.NEW);
    number(layout, "old", Space.OLD);
    number(layout, "map", Space.MAP);
    number(layout, "code", Space.CODE);
    number(layout, "trusted", Space.TRUSTED);
    number(layout, "large", Space.LARGE);
  }

  private void number(Layout layout, String name, Space space) {
    if (layout.has("space." + name)) {
      byNumber.put(layout.get("space." + name), space);
    }
  }

  /// Whether names come from vtables.
  boolean sure() {
    return byTable.containsValue(Space.OLD);
  }

  /// @param owner the space's C++ object
  Space of(long owner) {
    try {
      long table = sure() ? memory.pointer(owner) : 0;
      return sure() && table != compaction
          ? byTable.getOrDefault(table, Space.OTHER)
          : byNumber.getOrDefault(memory.i32(owner + NUMBER), Space.OTHER);
    } catch (MemoryFault _) {
      // What is no space has no name.
      return Space.OTHER;
    }
  }
}
