package io.github.pmdb.frame.dwarf;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;

/// Pointers of exception tables (`DW_EH_PE_*`, Linux Standard Base Core 5.0, section 10.5.1).
final class PointerEncoding {
  /// No value is there.
  static final int OMIT = 0xff;

  private static final int FORMAT = 0x0f;
  private static final int APPLICATION = 0x70;
  private static final int INDIRECT = 0x80;

  private static final int ABSOLUTE = 0x00;
  private static final int PC_RELATIVE = 0x10;
  private static final int DATA_RELATIVE = 0x30;

  private PointerEncoding() {}

  /// Bytes that one value takes; 0 where that depends on the value.
  static int size(int encoding) {
    return switch (encoding & 0x07) {
      case 0, 4 -> 8;
      case 2 -> 2;
      case 3 -> 4;
      default -> 0;
    };
  }

  /// A value alone, as the range of an entry is stored: its format without the application.
  static long value(DwarfBytes in, int encoding) {
    return switch (encoding & FORMAT) {
      case 0x00, 0x04, 0x0c -> in.u64();
      case 0x01 -> in.uleb();
      case 0x02 -> in.unsigned(2);
      case 0x03 -> in.unsigned(4);
      case 0x09 -> in.sleb();
      case 0x0a -> in.signed(2);
      case 0x0b -> in.signed(4);
      default -> throw unknown(in, encoding);
    };
  }

  /// A pointer.
  ///
  /// @param dataBase what data-relative pointers start from: the address of `.eh_frame_hdr`
  static long pointer(DwarfBytes in, int encoding, long dataBase, Memory memory) {
    long at = in.address();
    long value = value(in, encoding);
    if (value == 0) {
      return 0;
    }
    long address =
        switch (encoding & APPLICATION) {
          case ABSOLUTE -> value;
          case PC_RELATIVE -> at + value;
          case DATA_RELATIVE -> dataBase + value;
          default -> throw unknown(in, encoding);
        };
    return (encoding & INDIRECT) != 0 ? memory.pointer(address) : address;
  }

  private static MemoryFault unknown(DwarfBytes in, int encoding) {
    return new MemoryFault(
        in.address(), 1, "pointer encoding 0x%x is not known".formatted(encoding));
  }
}
