package io.github.pmdb.cpython.locate;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.snapshot.Mapping;
import java.util.List;

/// Quick question of a scan: is an address mapped at all.
final class Mapped {
  private Mapped() {}

  /// @param mappings in ascending order
  static boolean contains(List<Mapping> mappings, long address) {
    int low = 0;
    int high = mappings.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Mapping mapping = mappings.get(middle);
      if (mapping.contains(address)) {
        return true;
      }
      if (Addresses.less(address, mapping.start())) {
        high = middle - 1;
      } else {
        low = middle + 1;
      }
    }
    return false;
  }
}
