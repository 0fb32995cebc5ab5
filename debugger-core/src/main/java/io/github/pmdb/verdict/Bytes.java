package io.github.pmdb.verdict;

import io.github.pmdb.core.CoreSnapshot.CutMapping;
import io.github.pmdb.memory.Addresses;
import java.util.Locale;

/// Sizes in words.
final class Bytes {
  private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Bytes() {}

  static String inWords(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }

  static String cut(CutMapping m) {
    String name = m.path().isEmpty() ? "anonymous memory" : m.path();
    return "%s–%s %s: %s of %s"
        .formatted(
            Addresses.hex(m.start()),
            Addresses.hex(m.end()),
            name,
            inWords(m.presentBytes()),
            inWords(m.end() - m.start()));
  }
}
