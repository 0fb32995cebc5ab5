package io.github.pmdb.node.graph;

import io.github.pmdb.snapshot.UserError;

/// The memory of this JVM, asked before large arrays are made: a heap that does not fit is told
/// before it is tried.
final class Room {
  private static final long MIB = 1 << 20;

  /// Room that is left to all else.
  private static final long RESERVE = 48 * MIB;

  private Room() {}

  /// @param bytes that are about to be used
  /// @param what they hold, for the user
  /// @throws UserError when they are not there
  static void require(long bytes, String what) {
    Runtime machine = Runtime.getRuntime();
    if (bytes < MIB) {
      return;
    }
    long used = machine.totalMemory() - machine.freeMemory();
    if (bytes + RESERVE > machine.maxMemory() - used) {
      // What is counted as used may be garbage.
      System.gc();
      used = machine.totalMemory() - machine.freeMemory();
    }
    if (bytes + RESERVE > machine.maxMemory() - used) {
      throw new UserError(
          "%s need %d MiB, and pmdb may use %d MiB, of which %d MiB are in use"
              .formatted(what, bytes / MIB + 1, machine.maxMemory() / MIB, used / MIB),
          "more is given by PMDB_JAVA_OPTS=-Xmx4g");
    }
  }
}
