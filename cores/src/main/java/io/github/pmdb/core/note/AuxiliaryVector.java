package io.github.pmdb.core.note;

import io.github.pmdb.memory.Bytes;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// `NT_AUXV`, what the kernel told the program when it started. Tags are those of `<elf.h>`.
///
/// @param raw the bytes as they also lie on the stack
public record AuxiliaryVector(Map<Long, Long> values, Bytes raw) {
  public static final long PHDR = 3;
  public static final long BASE = 7;
  public static final long ENTRY = 9;
  public static final long RANDOM = 25;
  public static final long EXECFN = 31;
  public static final long SYSINFO_EHDR = 33;

  public static final AuxiliaryVector EMPTY = new AuxiliaryVector(Map.of(), Bytes.of(new byte[0]));

  private static final int MOST = 256;

  /// @param content pairs of words, as a note or `/proc/PID/auxv` has them
  public static AuxiliaryVector read(Bytes content, int wordSize) {
    Map<Long, Long> values = new TreeMap<>();
    for (int i = 0; i < MOST && content.holds(2L * wordSize * i, 2L * wordSize); i++) {
      long tag = content.word(2L * wordSize * i, wordSize);
      if (tag == 0) {
        break;
      }
      values.putIfAbsent(tag, content.word(2L * wordSize * i + wordSize, wordSize));
    }
    int kept = (int) Math.min(content.size(), 2L * wordSize * MOST);
    return new AuxiliaryVector(Map.copyOf(values), Bytes.of(content.copy(0, kept)));
  }

  public Optional<Long> get(long tag) {
    return Optional.ofNullable(values.get(tag));
  }
}
