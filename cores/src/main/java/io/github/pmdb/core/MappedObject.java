package io.github.pmdb.core;

import io.github.pmdb.elf.ElfImage;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.snapshot.Mapping;
import java.util.List;
import java.util.Optional;

/// An ELF object in a core before it is matched with a file.
///
/// @param path as the target saw it, empty when nothing tells
/// @param parts its mappings, ascending, at least one
/// @param headers its ELF header and program headers, where the core holds them
record MappedObject(String path, List<Mapping> parts, Optional<ElfImage> headers) {
  long start() {
    return parts.getFirst().start();
  }

  long end() {
    return parts.getLast().end();
  }

  boolean contains(long address) {
    return Addresses.within(address, start(), end());
  }
}
