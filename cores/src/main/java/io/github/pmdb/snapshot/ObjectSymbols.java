package io.github.pmdb.snapshot;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What an ELF object's file tells of its addresses: symbols, sections and unwind tables. All
/// addresses are those of the target (load bias added). Implementations read lazily.
public interface ObjectSymbols {
  /// The address of a symbol by exact name, from `.dynsym`, `.symtab` or `.gnu_debugdata`.
  OptionalLong find(String name);

  /// A symbol that the object offers to others, from `.dynsym` alone: quick even where [#find]
  /// would go through the tables of a large file in vain.
  default Optional<Symbol> exported(String name) {
    return Optional.empty();
  }

  /// All symbols whose names begin with `prefix`, each name once, those of `.dynsym` first. Takes a
  /// look at every symbol.
  default List<Symbol> startingWith(String prefix) {
    return List.of();
  }

  /// The function whose range covers `address`, or the nearest one below it that has no size.
  Optional<Symbol> at(long address);

  /// A section by name (`.PyRuntime`, `.eh_frame_hdr`, …), mapped or not.
  Optional<Section> section(String name);

  /// The raw bytes of the file at `offset`, for sections that are not mapped (bounded by the file).
  byte[] fileBytes(long offset, int length);

  /// @param address in the target
  /// @param size in bytes, 0 where the table does not say
  record Symbol(String name, long address, long size) {}

  /// @param address in the target, 0 when the section is not loaded
  record Section(String name, long address, long fileOffset, long size) {}

  ObjectSymbols NONE =
      new ObjectSymbols() {
        @Override
        public OptionalLong find(String name) {
          return OptionalLong.empty();
        }

        @Override
        public Optional<Symbol> at(long address) {
          return Optional.empty();
        }

        @Override
        public Optional<Section> section(String name) {
          return Optional.empty();
        }

        @Override
        public byte[] fileBytes(long offset, int length) {
          throw new io.github.pmdb.memory.MemoryFault(
              offset, length, "no file is at hand for this object");
        }
      };
}
