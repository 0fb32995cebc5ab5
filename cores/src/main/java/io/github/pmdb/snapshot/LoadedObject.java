package io.github.pmdb.snapshot;

import java.util.Optional;

/// An ELF object (executable, shared library, vdso) that is mapped into the target.
///
/// @param path as the target saw it
/// @param start lowest mapped address
/// @param end end of the highest mapping
/// @param loadBias what is added to a virtual address of the file to get one of the target
/// @param buildId what the target's own memory says, absent where it is not readable
/// @param file how it was matched with a file on this machine
/// @param symbols the object's symbols; empty when no file is at hand
public record LoadedObject(
    String path,
    long start,
    long end,
    long loadBias,
    boolean isExecutable,
    Optional<BuildId> buildId,
    FileMatch file,
    ObjectSymbols symbols) {

  /// The last component of the path.
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
