package io.github.pmdb.node.page;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.build.NodeBinary;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.word.Words;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Reads what the collector of each heap was doing. Where a heap notes that, the function says
/// which sets it; the table says it for programs without that symbol.
final class GcStates {
  private static final String SETTER = "_ZN2v88internal4Heap10SetGCStateENS1_9HeapStateE";
  private static final int SETTER_BYTES = 32;
  private static final int FARTHEST = 0x4000;

  /// `mov [rdi + four bytes], esi`: the state into the heap.
  private static final int STORE = 0xb789;

  private final Memory memory;
  private final OptionalInt offset;

  GcStates(Memory memory, NodeBinary binary, Layout layout) {
    this.memory = memory;
    OptionalInt told = discover(binary);
    this.offset =
        told.isPresent() || !layout.has("Heap.gc_state")
            ? told
            : OptionalInt.of(layout.get("Heap.gc_state"));
  }

  private OptionalInt discover(NodeBinary binary) {
    OptionalLong setter = binary.object().symbols().find(SETTER);
    if (setter.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      byte[] code = memory.bytes(setter.getAsLong(), SETTER_BYTES);
      for (int at = 0; at + 6 <= code.length; at++) {
        if (Words.u16(code, at) == STORE) {
          int found = Words.i32(code, at + 2);
          return found > 0 && found < FARTHEST ? OptionalInt.of(found) : OptionalInt.empty();
        }
      }
    } catch (MemoryFault _) {
      // The table is asked instead.
      return OptionalInt.empty();
    }
    return OptionalInt.empty();
  }

  /// @param heap address of the `Heap`
  GcState of(long heap) {
    try {
      return offset.isPresent()
          ? GcState.of(memory.i32(heap + offset.getAsInt()))
          : GcState.UNKNOWN;
    } catch (MemoryFault _) {
      // The pages are then read as between two collections, which is told.
      return GcState.UNKNOWN;
    }
  }
}
