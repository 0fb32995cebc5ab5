package io.github.pmdb.command.trace.subject;

import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.syscall.FileIdentity;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Processes that one has forked, which the probes of that one are not for.
final class Descendants {
  /// To be looked at.
  private static final int MOST = 64;

  private Descendants() {}

  /// One that runs code of a file, too.
  ///
  /// @param file as we can open it
  static Optional<Long> running(long pid, Path file) {
    FileIdentity identity;
    try {
      identity = FileIdentity.of(file);
    } catch (UserError _) {
      // It is gone with the process.
      return Optional.empty();
    }
    Deque<Long> waiting = new ArrayDeque<>();
    children(pid, waiting);
    for (int seen = 0; seen < MOST && !waiting.isEmpty(); seen++) {
      long child = waiting.remove();
      if (identity.isMapped(ProcDirectory.of(child))) {
        return Optional.of(child);
      }
      children(child, waiting);
    }
    return Optional.empty();
  }

  /// Needs a kernel with `CONFIG_PROC_CHILDREN`, which those of distributions are.
  private static void children(long pid, Deque<Long> into) {
    ProcDirectory process = ProcDirectory.of(pid);
    for (long thread : process.numbers("task")) {
      process.thread(thread).text("children").stream()
          .flatMap(text -> text.lines().flatMap(line -> java.util.Arrays.stream(line.split(" "))))
          .filter(word -> !word.isEmpty())
          .limit(MOST)
          .map(Long::valueOf)
          .forEach(into::add);
    }
  }
}
