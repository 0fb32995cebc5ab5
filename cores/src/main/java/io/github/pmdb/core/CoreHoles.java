package io.github.pmdb.core;

import io.github.pmdb.elf.ElfImage;
import io.github.pmdb.elf.ProgramHeader;
import io.github.pmdb.snapshot.Extent;
import io.github.pmdb.snapshot.Mapping;
import java.util.ArrayList;
import java.util.List;

/// The parts of a core's mappings that its file has blocks for.
final class CoreHoles {
  /// Smaller files are read sooner than the system calls are set up that tell.
  private static final long SMALL = 2L << 30;

  private final CoreSource source;

  CoreHoles(CoreSource source) {
    this.source = source;
  }

  /// All of a mapping that is not in one segment, of which the file holds everything.
  List<Extent> used(Mapping mapping) {
    ElfImage image = source.image();
    if (image.bytes().size() >= SMALL && mapping.size() >= SparseFile.WORTH_ASKING) {
      for (ProgramHeader load : image.segments(ProgramHeader.LOAD)) {
        long into = mapping.start() - load.address();
        if (into >= 0
            && mapping.size() <= load.fileSize() - into
            && image.bytes().holds(load.offset() + into, mapping.size())) {
          return used(mapping, load.offset() + into);
        }
      }
    }
    return List.of(new Extent(mapping.start(), mapping.end()));
  }

  private List<Extent> used(Mapping mapping, long offset) {
    List<Extent> found = new ArrayList<>();
    for (Extent part :
        SparseFile.data(source.plain(), new Extent(offset, offset + mapping.size()))) {
      long start = part.start() - offset + mapping.start();
      found.add(new Extent(start, part.end() - offset + mapping.start()).within(mapping));
    }
    return found;
  }
}
