package io.github.pmdb.frame.dwarf;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.ObjectSymbols.Section;
import java.util.Optional;

/// Where an object keeps its unwind information.
public sealed interface EhFrameLocation {
  /// An `.eh_frame_hdr`, which points at the `.eh_frame`.
  record Header(long address) implements EhFrameLocation {}

  /// An `.eh_frame` without a header.
  ///
  /// @param size in bytes
  record Bare(long address, long size) implements EhFrameLocation {}

  /// Looks at the program headers that the object has in memory, which the vdso has as well, then
  /// at the sections of its file.
  static Optional<EhFrameLocation> of(LoadedObject object, Memory memory) {
    return header(object, memory)
        .or(() -> mapped(object, ".eh_frame_hdr").map(s -> new Header(s.address())))
        .or(() -> mapped(object, ".eh_frame").map(s -> new Bare(s.address(), s.size())));
  }

  private static Optional<Section> mapped(LoadedObject object, String section) {
    return object.symbols().section(section).filter(s -> s.address() != 0);
  }

  private static Optional<EhFrameLocation> header(LoadedObject object, Memory memory) {
    try {
      return ProgramHeaders.ehFrameHeader(object.start(), memory)
          .map(vaddr -> new Header(object.loadBias() + vaddr));
    } catch (MemoryFault unreadable) {
      return Optional.empty(); // the file's sections are asked next
    }
  }
}
