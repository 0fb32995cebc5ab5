package io.github.pmdb.elf;

/// A function as a symbol table has it.
///
/// @param address that of the file
/// @param size in bytes, 0 where the table does not say
/// @param indirect what lies there chooses the function when the program starts (`STT_GNU_IFUNC`)
public record FunctionSymbol(String name, long address, long size, boolean indirect) {}
