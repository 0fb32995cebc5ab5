package io.github.pmdb.procfs;

import io.github.pmdb.elf.BuildIds;
import io.github.pmdb.elf.ElfImage;
import io.github.pmdb.elf.ElfInMemory;
import io.github.pmdb.elf.ProgramHeader;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Architecture;
import io.github.pmdb.snapshot.BuildId;
import io.github.pmdb.snapshot.UserError;
import java.util.List;
import java.util.Optional;

/// What the headers of an object tell as they lie in the target's memory.
///
/// @param loadBias what is added to a virtual address of the file
/// @param end end of the highest loadable segment, rounded up to a page
record MappedElf(
    Architecture architecture, long loadBias, long end, boolean hasCode, Optional<BuildId> id) {
  private static final long PAGE = 4096;

  /// Empty when no ELF header lies at `start`, or it can not be read.
  static Optional<MappedElf> at(Memory memory, long start) {
    try {
      return ElfInMemory.headers(memory, start).flatMap(image -> of(memory, start, image));
    } catch (MemoryFault | UserError _) {
      // Every file mapping is asked: one that is unreadable or damaged is no object, which is the
      // answer.
      return Optional.empty();
    }
  }

  private static Optional<MappedElf> of(Memory memory, long start, ElfImage image) {
    List<ProgramHeader> loaded = image.segments(ProgramHeader.LOAD);
    if (loaded.isEmpty()) {
      return Optional.empty();
    }
    long bias = image.loadBias(start);
    long highest = 0;
    for (ProgramHeader segment : loaded) {
      highest = Addresses.max(highest, segment.address() + segment.memorySize());
    }
    return Optional.of(
        new MappedElf(
            image.header().architecture(),
            bias,
            bias + ((highest + PAGE - 1) & -PAGE),
            loaded.stream().anyMatch(ProgramHeader::executable),
            BuildIds.inMemory(memory, start, image)));
  }
}
