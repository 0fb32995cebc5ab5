package io.github.pmdb.elf;

import java.util.List;
import java.util.Optional;

/// Where a thread has the block of variables of its own (`__thread`, `thread_local`) that a file
/// brings along, on x86-64: "ELF Handling For Thread-Local Storage", variant II.
public sealed interface ThreadStorage {
  /// `R_X86_64_*` of `<elf.h>`: what the dynamic linker stores at the place of a relocation.
  int MODULE = 16;

  int DISTANCE = 18;

  /// So far below the thread's base, as a program has it.
  record Below(long bytes) implements ThreadStorage {}

  /// The dynamic linker has stored how far something in the block is from the base.
  ///
  /// @param slot address at which it has stored that
  /// @param into how far into the block that is
  record Stored(long slot, long into) implements ThreadStorage {}

  /// The dynamic linker finds the block by a number, which it has stored.
  ///
  /// @param slot address at which it has
  record Numbered(long slot) implements ThreadStorage {}

  /// @param why in words
  record Unknown(String why) implements ThreadStorage {}

  static ThreadStorage of(ElfImage image) {
    Optional<ProgramHeader> block = image.segments(ProgramHeader.THREADS).stream().findFirst();
    if (block.isEmpty()) {
      return new Unknown("the file has none");
    }
    Optional<DynamicTable> dynamic =
        image.segments(ProgramHeader.DYNAMIC).stream()
            .findFirst()
            .map(segment -> new DynamicTable(image, segment));
    if (dynamic.isEmpty() || dynamic.get().isOfProgram()) {
      return new Below(distance(block.get()));
    }
    List<DynamicTable.Relocation> all = dynamic.get().relocations();
    return all.stream()
        .filter(each -> each.type() == DISTANCE && each.symbol() == 0)
        .findFirst()
        .<ThreadStorage>map(each -> new Stored(each.address(), each.addend()))
        .or(() -> numbered(image, all))
        .orElse(
            new Unknown(
                "the library finds them in a way that is not known (no relocation tells where)"));
  }

  /// Up to the base, with what aligns the beginning.
  private static long distance(ProgramHeader block) {
    long size = block.memorySize();
    return size + (-block.address() - size & Math.max(1, block.align()) - 1);
  }

  /// Tables of blocks are as glibc has them.
  private static Optional<ThreadStorage> numbered(
      ElfImage image, List<DynamicTable.Relocation> all) {
    boolean glibc =
        RunPath.needed(image).stream()
            .anyMatch(name -> name.equals("libc.so.6") || name.startsWith("ld-linux"));
    return all.stream()
        .filter(each -> glibc && each.type() == MODULE && each.ofFile())
        .findFirst()
        .map(each -> new Numbered(each.address()));
  }
}
