package io.github.pmdb.node.build;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.ObjectSymbols;
import io.github.pmdb.snapshot.ObjectSymbols.Section;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/// Numbers that a program is built with and never changes. What a core that is cut lacks of them is
/// in the program's file, too.
record CompiledIn(ObjectSymbols file, Memory memory) {
  private static final List<String> IN_FILE = List.of(".rodata", ".data", ".data.rel.ro");
  private static final String ZEROS = ".bss";
  private static final int SIZE = 4;

  /// @throws MemoryFault when neither has it
  int i32(long address) {
    try {
      return memory.i32(address);
    } catch (MemoryFault fault) {
      if (holding(ZEROS, address).isPresent()) {
        return 0;
      }
      return IN_FILE.stream()
          .flatMap(name -> holding(name, address).stream())
          .findFirst()
          .map(section -> inFile(section.fileOffset() + address - section.address()))
          .orElseThrow(() -> fault);
    }
  }

  private Optional<Section> holding(String name, long address) {
    return file.section(name)
        .filter(s -> s.address() != 0)
        .filter(s -> address >= s.address() && address + SIZE <= s.address() + s.size());
  }

  private int inFile(long offset) {
    return ByteBuffer.wrap(file.fileBytes(offset, SIZE)).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }
}
