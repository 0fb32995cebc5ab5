package io.github.pmdb.cpython.layout;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `_Py_DebugOffsets`, which starts `_PyRuntime` since CPython 3.13
/// (`Include/internal/pycore_debug_offsets.h`): the cookie `xdebugpy`, `PY_VERSION_HEX`, whether
/// the build is free-threaded, then offsets.
///
/// @param address in the target
/// @param layout the bundled layout with the target's own offsets put over it
/// @param differences fields where the target's own offset is not the bundled one, in words
public record DebugOffsets(
    long address, PythonVersion version, Layout layout, List<String> differences) {
  /// `xdebugpy` as a little-endian word.
  public static final long COOKIE = 0x7970_6775_6265_6478L;

  private static final int MAX_OFFSET = 1 << 20;

  /// The header alone: whether a plausible cookie lies at `address`, and of which version.
  public static Optional<PythonVersion> peek(Memory memory, long address) {
    try {
      long hex = memory.i64(address + 8);
      long freeThreaded = memory.i64(address + 16);
      boolean plausible =
          memory.i64(address) == COOKIE
              && hex >= 0x030d0000L
              && hex < 0x04000000L
              && (freeThreaded == 0 || freeThreaded == 1);
      return plausible ? Optional.of(PythonVersion.ofHex(hex)) : Optional.empty();
    } catch (MemoryFault _) {
      return Optional.empty(); // no cookie there is an answer, not a failure
    }
  }

  /// Reads the offsets; absent when there is no cookie or no bundled layout for its version.
  public static Optional<DebugOffsets> read(Memory memory, long address) {
    return peek(memory, address)
        .flatMap(version -> Layouts.of(version, build(memory, address)))
        .flatMap(bundled -> read(memory, address, bundled));
  }

  private static Build build(Memory memory, long address) {
    return memory.i64(address + 16) == 1 ? Build.FREE_THREADED : Build.RELEASE;
  }

  private static Optional<DebugOffsets> read(Memory memory, long address, Layout bundled) {
    Map<String, Integer> learnt = new HashMap<>();
    List<String> differences = new ArrayList<>();
    for (Map.Entry<String, int[]> entry : words(bundled).entrySet()) {
      long offset = 0;
      for (int word : entry.getValue()) {
        offset += memory.i64(address + 8L * word);
      }
      if (offset < 0 || offset > MAX_OFFSET) {
        return Optional.empty();
      }
      learnt.put(entry.getKey(), (int) offset);
      if (bundled.offset(entry.getKey()) != offset) {
        differences.add(
            "%s is %d, not %d".formatted(entry.getKey(), offset, bundled.offset(entry.getKey())));
      }
    }
    return Optional.of(
        new DebugOffsets(
            address,
            bundled.version(),
            bundled.with(learnt, Learnt.COOKIE),
            List.copyOf(differences)));
  }

  private static Map<String, int[]> words(Layout bundled) {
    return Layouts.table(bundled.version(), bundled.build()).words();
  }
}
