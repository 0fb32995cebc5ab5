package io.github.pmdb.node.heap;

import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.word.Words;
import java.util.Arrays;

/// Sizes of objects, by type: what a walk from object to object needs (`src/objects/objects-inl.h`
/// of V8, `HeapObject::SizeFromMap`).
final class ObjectSizes {
  /// Bytes of an object from its beginning that tell its size.
  static final int HEADER = 16;

  private static final int TYPES = 0x1000;
  private static final int STRING_HEADER = 16;
  private static final int ARRAY_HEADER = 16;
  private static final int DESCRIPTOR = 24;

  private final SizeKind[] kinds = new SizeKind[TYPES];
  private final int bytecodeHeader;
  private final int descriptorsHeader;
  private final int feedbackHeader;
  private final boolean callCounts;
  private final int freeUnit;
  private final long holeSize;

  ObjectSizes(Layout layout) {
    Arrays.fill(kinds, SizeKind.UP_TO_NEXT_MAP);
    range(layout, "FixedArray", "ByteArray");
    all(
        layout,
        SizeKind.ARRAY,
        "WeakFixedArray TransitionArray ClosureFeedbackCellArray EmbedderDataArray"
            + " SloppyArgumentsElements TrustedFixedArray ProtectedFixedArray TrustedWeakFixedArray"
            + " ProtectedWeakFixedArray ExternalPointerArray FixedDoubleArray");
    if (layout.has("FirstContextType")) {
      for (int t = layout.get("FirstContextType"); t <= layout.get("LastContextType"); t++) {
        kinds[t & TYPES - 1] = SizeKind.ARRAY;
      }
    }
    all(layout, SizeKind.NATIVE_CONTEXT, "NativeContext");
    all(layout, SizeKind.LIST, "ArrayList WeakArrayList DependentCode");
    all(layout, SizeKind.TABLE, "ScriptContextTable ObjectBoilerplateDescription");
    all(layout, SizeKind.MATCH_INFO, "RegExpMatchInfo");
    all(layout, SizeKind.BYTES, "ByteArray TrustedByteArray");
    all(layout, SizeKind.BYTECODE, "BytecodeArray");
    all(layout, SizeKind.BIGINT, "BigInt");
    all(layout, SizeKind.PROPERTY_ARRAY, "PropertyArray");
    all(layout, SizeKind.DESCRIPTORS, "DescriptorArray StrongDescriptorArray");
    all(layout, SizeKind.COVERAGE, "CoverageInfo");
    all(layout, SizeKind.PREPARSE_DATA, "PreparseData");
    all(layout, SizeKind.FEEDBACK_VECTOR, "FeedbackVector");
    all(layout, SizeKind.FEEDBACK_METADATA, "FeedbackMetadata");
    all(layout, SizeKind.FREE_SPACE, "FreeSpace");
    all(layout, SizeKind.FILLER, "Filler");
    bytecodeHeader = layout.get("BytecodeArray.data");
    descriptorsHeader = layout.get("DescriptorArray.header_size");
    feedbackHeader = layout.get("FeedbackVector.header");
    callCounts = layout.get("FeedbackMetadata.call_counts") != 0;
    freeUnit = layout.get("FreeSpace.words") != 0 ? 8 : 1;
    holeSize = layout.has("Hole.size") ? layout.get("Hole.size") : 0;
    if (holeSize != 0) {
      all(layout, SizeKind.HOLE, "Hole");
    }
  }

  private void range(Layout layout, String first, String behind) {
    for (int type = layout.type(first); type < layout.type(behind); type++) {
      kinds[type & TYPES - 1] = SizeKind.ARRAY;
    }
  }

  private void all(Layout layout, SizeKind kind, String names) {
    for (String name : names.split(" ")) {
      int type = layout.type(name);
      if (type >= 0) {
        kinds[type & TYPES - 1] = kind;
      }
    }
  }

  /// @param instanceSize what the map says, 0 where it does not
  SizeKind kind(int type, int instanceSize) {
    if (type < TYPES && kinds[type] == SizeKind.FILLER) {
      return SizeKind.FILLER;
    }
    if (type < TYPES && kinds[type] == SizeKind.HOLE) {
      return SizeKind.HOLE;
    }
    if (instanceSize != 0) {
      return SizeKind.FIXED;
    }
    if (StringType.isString(type)
        && StringType.representation(type) == StringType.Representation.SEQUENTIAL) {
      return StringType.isOneByte(type) ? SizeKind.ONE_BYTE_STRING : SizeKind.TWO_BYTE_STRING;
    }
    return type < TYPES ? kinds[type] : SizeKind.UP_TO_NEXT_MAP;
  }

  /// The size in bytes; negative or absurd where the object is damaged, 0 for one that goes up to
  /// the next map.
  long of(V8Map map, byte[] bytes, int at) {
    return switch (map.sizeKind()) {
      case FIXED -> map.instanceSize();
      case FILLER -> map.instanceSize() == 0 ? 8 : map.instanceSize();
      case ONE_BYTE_STRING ->
          aligned(STRING_HEADER + (long) Words.i32(bytes, at + StringType.LENGTH));
      case TWO_BYTE_STRING ->
          aligned(STRING_HEADER + 2L * Words.i32(bytes, at + StringType.LENGTH));
      case ARRAY -> ARRAY_HEADER + 8 * count(bytes, at);
      case NATIVE_CONTEXT, LIST -> ARRAY_HEADER + 8 + 8 * count(bytes, at);
      case TABLE -> ARRAY_HEADER + 16 + 8 * count(bytes, at);
      case MATCH_INFO -> ARRAY_HEADER + 24 + 8 * count(bytes, at);
      case BYTES -> aligned(ARRAY_HEADER + count(bytes, at));
      case BYTECODE -> aligned(bytecodeHeader + count(bytes, at));
      case BIGINT -> 16 + 8 * (Words.at(bytes, at + 8) >>> 1 & 0x3fff_ffff);
      case PROPERTY_ARRAY -> ARRAY_HEADER + 8 * (count(bytes, at) & 0x3ff);
      case DESCRIPTORS -> descriptorsHeader + (long) DESCRIPTOR * Words.u16(bytes, at + 8);
      case COVERAGE -> 16 + 16L * Words.i32(bytes, at + 8);
      case PREPARSE_DATA ->
          aligned(16 + (long) Words.i32(bytes, at + 8)) + 8L * Words.i32(bytes, at + 12);
      case FEEDBACK_VECTOR -> feedbackHeader + 8L * Words.i32(bytes, at + 8);
      case FEEDBACK_METADATA -> feedbackMetadata(bytes, at);
      case FREE_SPACE -> freeUnit * count(bytes, at);
      case HOLE -> holeSize;
      case UP_TO_NEXT_MAP -> 0;
    };
  }

  /// Slots are of five bits, six to a word of four bytes.
  private long feedbackMetadata(byte[] bytes, int at) {
    long slots = Words.i32(bytes, at + 8);
    long counts = callCounts ? 2L * Words.i32(bytes, at + StringType.LENGTH) : 0;
    return aligned(16 + 4 * ((slots + 5) / 6) + counts);
  }

  private static long count(byte[] bytes, int at) {
    return Words.at(bytes, at + 8) >> 32;
  }

  private static long aligned(long size) {
    return size + 7 & ~7L;
  }
}
