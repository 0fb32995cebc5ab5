package io.github.pmdb.node.code;

/// Machine code that was compiled at run time.
///
/// @param object tagged `Code`
/// @param start of the instructions
/// @param size of the instructions in bytes
public record CodeObject(long object, long start, long size, Tier tier) {
  boolean contains(long pc) {
    return pc - start >= 0 && pc - start < size;
  }
}
