package io.github.pmdb.frame.dwarf;

import io.github.pmdb.memory.Addresses;

/// One function's unwind information (frame description entry), for addresses `[start, end)`.
record Fde(long start, long end, Cie cie, Code program) {
  boolean covers(long address) {
    return Addresses.within(address, start, end);
  }
}
