package io.github.pmdb.snapshot;

import io.github.pmdb.memory.Addresses;

/// A mapped range `[start, end)` of the target.
///
/// @param fileOffset offset in the file, bytes; 0 for anonymous memory
/// @param path as the target saw it; `[heap]`, `[stack]`, `[vdso]` or empty for anonymous memory
public record Mapping(
    long start,
    long end,
    boolean readable,
    boolean writable,
    boolean executable,
    long fileOffset,
    String path) {

  public boolean contains(long address) {
    return Addresses.within(address, start, end);
  }

  /// Length in bytes.
  public long size() {
    return end - start;
  }

  /// Whether the bytes come from a file (or did: it may be deleted by now).
  public boolean isFile() {
    return path.startsWith("/");
  }
}
