package io.github.pmdb.uprobe.attach;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;

/// How far `errno` is from the base of a thread's own data, read from the instructions of
/// `__errno_location`, which add the two.
final class ErrnoPlace {
  private static final byte[] LANDING = HexFormat.of().parseHex("f30f1efa");
  private static final byte[] LOAD_DISTANCE = HexFormat.of().parseHex("488b05");
  private static final byte[] MOVE_DISTANCE = HexFormat.of().parseHex("48c7c0");
  private static final byte[] ADD_BASE = HexFormat.of().parseHex("644803042500000000");
  private static final byte[] LOAD_BASE = HexFormat.of().parseHex("64488b042500000000");
  private static final byte[] ADD_LONG = HexFormat.of().parseHex("4805");
  private static final byte[] ADD_SHORT = HexFormat.of().parseHex("4883c0");
  private static final byte[] ADDRESS_OF = HexFormat.of().parseHex("488d80");

  private final byte[] code;
  private final long address;
  private final Memory memory;

  /// @param code of the function, from the file: there may be a probe in the process
  /// @param address at which the process has it
  ErrnoPlace(byte[] code, long address, Memory memory) {
    int landing = starts(code, 0, LANDING) ? LANDING.length : 0;
    this.code = Arrays.copyOfRange(code, landing, code.length);
    this.address = address + landing;
    this.memory = memory;
  }

  /// Empty where it is computed in another way.
  OptionalLong distance() {
    if (starts(code, 0, LOAD_DISTANCE) && starts(code, 7, ADD_BASE)) {
      return loaded(address + 7 + number(3));
    }
    if (starts(code, 0, MOVE_DISTANCE) && starts(code, 7, ADD_BASE)) {
      return OptionalLong.of(number(3));
    }
    int behind = LOAD_BASE.length;
    if (!starts(code, 0, LOAD_BASE)) {
      return OptionalLong.empty();
    }
    return starts(code, behind, ADD_LONG)
        ? OptionalLong.of(number(behind + 2))
        : starts(code, behind, ADD_SHORT)
            ? OptionalLong.of(code[behind + 3])
            : starts(code, behind, ADDRESS_OF)
                ? OptionalLong.of(number(behind + 3))
                : OptionalLong.empty();
  }

  /// Where the distance is stored that the dynamic linker finds out; empty where it is known
  /// already.
  OptionalLong stored() {
    return starts(code, 0, LOAD_DISTANCE) && starts(code, 7, ADD_BASE)
        ? OptionalLong.of(address + 7 + number(3))
        : OptionalLong.empty();
  }

  private OptionalLong loaded(long from) {
    try {
      byte[] bytes = memory.bytes(from, Long.BYTES);
      return OptionalLong.of(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong());
    } catch (MemoryFault _) {
      return OptionalLong.empty();
    }
  }

  private static boolean starts(byte[] code, int at, byte[] with) {
    return at + with.length + Integer.BYTES <= code.length
        && Arrays.equals(code, at, at + with.length, with, 0, with.length);
  }

  private long number(int at) {
    return ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
  }
}
