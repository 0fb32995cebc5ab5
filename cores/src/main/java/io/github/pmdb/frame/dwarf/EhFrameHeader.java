package io.github.pmdb.frame.dwarf;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import java.util.Optional;

/// The header of an `.eh_frame` (Linux Standard Base Core 5.0, section 10.6.2).
///
/// @param ehFrame address of the `.eh_frame`
/// @param rows how many rows the search table has, 0 without one
/// @param table address of the search table: pairs of a function's start and its entry's address
record EhFrameHeader(long header, long ehFrame, long rows, long table, int encoding) {
  /// Bytes that hold the fixed part: four of encodings and two pointers of at most eight.
  static final int LENGTH = 20;

  private static final int VERSION = 1;

  static EhFrameHeader parse(DwarfBytes in, long header, Memory memory) {
    int version = in.u8();
    if (version != VERSION) {
      throw new MemoryFault(header, 1, ".eh_frame_hdr has version " + version + ", not 1");
    }
    int pointerEncoding = in.u8();
    int countEncoding = in.u8();
    int tableEncoding = in.u8();
    long ehFrame = PointerEncoding.pointer(in, pointerEncoding, header, memory);
    boolean searchable =
        countEncoding != PointerEncoding.OMIT
            && tableEncoding != PointerEncoding.OMIT
            && PointerEncoding.size(tableEncoding) != 0;
    long rows = searchable ? PointerEncoding.value(in, countEncoding) : 0;
    return new EhFrameHeader(header, ehFrame, rows, in.address(), tableEncoding);
  }

  boolean searchable() {
    return rows > 0;
  }

  /// Binary search over the table, which is sorted by start.
  EhFrame.Index index(Memory memory) {
    return pc -> {
      long low = 0;
      long high = rows;
      while (low < high) {
        long middle = (low + high) >>> 1;
        if (Addresses.less(pc, column(middle, 0, memory))) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return low == 0 ? Optional.empty() : Optional.of(column(low - 1, 1, memory));
    };
  }

  private long column(long row, int column, Memory memory) {
    int size = PointerEncoding.size(encoding);
    long address = table + (2 * row + column) * size;
    DwarfBytes in = new DwarfBytes(memory.bytes(address, size), address);
    return PointerEncoding.pointer(in, encoding, header, memory);
  }
}
