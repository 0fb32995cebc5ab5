package io.github.pmdb.uprobe.kernel;

/// A link of uprobes in the kernel.
///
/// @param id the kernel's number for it
/// @param program the name of the program that it runs, empty where it has none
public record AttachedLink(int id, String program, What what) {
  /// @param path as the kernel knows the file, from the root of who asks
  /// @param points how many places it has
  /// @param pid the one process it is meant for, 0 for every process or where the kernel does not
  ///   say
  public record What(String path, int points, boolean atReturn, int pid) {}
}
