package io.github.pmdb.elf;

import io.github.pmdb.memory.Bytes;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.UserError;
import java.util.Optional;

/// ELF objects as they lie in a target's memory.
public final class ElfInMemory {
  /// The kernel dumps at least the first page of every mapped ELF object; headers fit in it.
  private static final int PAGE = 4096;

  private ElfInMemory() {}

  /// The header and program headers of the object mapped at `start`, without sections; empty when
  /// there is no ELF magic.
  ///
  /// @throws MemoryFault when the first page can not be read
  /// @throws UserError when it starts like an ELF file and is damaged
  public static Optional<ElfImage> headers(Memory memory, long start) {
    if (!ElfImage.hasMagic(memory.bytes(start, 4))) {
      return Optional.empty();
    }
    Bytes page = Bytes.of(memory.bytes(start, PAGE));
    return Optional.of(ElfImage.read(page, "the object at " + Long.toHexString(start)));
  }
}
