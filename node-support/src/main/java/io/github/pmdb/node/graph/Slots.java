package io.github.pmdb.node.graph;

import io.github.pmdb.node.heap.StringType;
import io.github.pmdb.node.heap.StringType.Representation;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.word.Tagged;
import java.util.Arrays;

/// Which words of an object refer to others, by its type (the body descriptors of V8,
/// `src/objects/objects-body-descriptors-inl.h`).
///
/// Most objects are words from end to end, and a word that is not the address of an object with its
/// tag is no reference. Types whose content is numbers or characters are left out, since any of it
/// might look like an address.
public final class Slots {
  /// Types without references, beside their map.
  private static final String RAW =
      "HeapNumber BigInt ByteArray TrustedByteArray FixedDoubleArray FeedbackMetadata CoverageInfo"
          + " FreeSpace Filler ExternalPointerArray Foreign Hole";

  private static final int WORD = 8;
  private static final int EPHEMERON_HEADER = 3;

  /// `EPHEMERON_HASH_TABLE_TYPE` is two before `NAME_DICTIONARY_TYPE` (V8 10.2 to 14.6).
  private static final int BEFORE_NAME_DICTIONARY = 2;

  /// Instance types are numbers below this.
  private static final int TYPES = 0x1000;

  private static final int[] NONE = new int[0];

  /// By type.
  private final boolean[] raw = new boolean[TYPES];

  /// Offsets of weak references by type.
  private final int[][] weak = new int[TYPES][];

  private final int bytecode;
  private final int bytecodeHeader;
  private final int ephemerons;
  private final int ephemeronsFrom;

  Slots(Layout layout) {
    Arrays.fill(weak, NONE);
    for (String type : RAW.split(" ")) {
      if (layout.type(type) >= 0) {
        raw[layout.type(type) % TYPES] = true;
      }
    }
    bytecode = layout.type("BytecodeArray");
    bytecodeHeader = layout.get("BytecodeArray.data") & -WORD;
    ephemerons = layout.type("NameDictionary") - BEFORE_NAME_DICTIONARY;
    ephemeronsFrom = layout.get("FixedArray.data") + EPHEMERON_HEADER * WORD;
    weak(layout, "JSWeakRef", "JSWeakRef.target");
    weak(layout, "WeakCell", "WeakCell.target");
    weak(layout, "WeakCell", "WeakCell.unregister_token");
    weak(layout, "AllocationSite", "AllocationSite.weak_next");
  }

  private void weak(Layout layout, String type, String field) {
    if (layout.type(type) >= 0 && layout.has(field)) {
      int number = layout.type(type) % TYPES;
      int count = weak[number].length;
      weak[number] = Arrays.copyOf(weak[number], count + 1);
      weak[number][count] = layout.get(field);
    }
  }

  /// Where references end: only the word of the map is one where this is 8.
  long end(V8Map map, long size) {
    int type = map.type();
    if (StringType.isString(type)) {
      Representation representation = StringType.representation(type);
      return representation == Representation.SEQUENTIAL
              || representation == Representation.EXTERNAL
          ? WORD
          : size;
    }
    if (type < TYPES && raw[type]) {
      return WORD;
    }
    return type == bytecode ? Math.min(size, bytecodeHeader) : size;
  }

  /// Whether a reference in a word does not keep alive what it refers to.
  ///
  /// @param offset in the object
  boolean isWeak(V8Map map, long offset, long word) {
    if (Tagged.isWeak(word)) {
      return true;
    }
    if (map.type() == ephemerons) {
      return offset >= ephemeronsFrom;
    }
    for (int each : map.type() < TYPES ? weak[map.type()] : NONE) {
      if (each == offset) {
        return true;
      }
    }
    return false;
  }

  /// Whether it is the table of a WeakMap or WeakSet: each value lives as long as its key.
  boolean isEphemeronTable(V8Map map) {
    return map.type() == ephemerons;
  }

  /// Where keys and values begin in such a table.
  int ephemeronsFrom() {
    return ephemeronsFrom;
  }
}
