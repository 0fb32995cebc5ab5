package io.github.pmdb.verdict;

import io.github.pmdb.procfs.lock.Deadlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Says who waits for whom.
final class CircleText {
  private static final int MOST = 8;

  private CircleText() {}

  /// A thread that waits though no other thread runs that could let the lock go.
  static String alone(Map<Long, String> names, long tid) {
    return "deadlock: %s waits for a lock that nobody is left to release"
        .formatted(name(names, tid));
  }

  /// A thread that waits for the lock of a file while its process has it, and no other thread.
  static String ofFile(Map<Long, String> names, long tid) {
    return "deadlock: %s waits for the lock of a file that its own process holds"
        .formatted(name(names, tid));
  }

  /// A thread that waits for what only it could do.
  static String itself(Map<Long, String> names, long tid) {
    return "deadlock: %s waits for itself".formatted(name(names, tid));
  }

  /// @param names of threads by their ids
  static String of(Map<Long, String> names, Deadlock circle) {
    if (circle.tids().size() == 1) {
      return "deadlock: %s waits for a lock that it holds itself"
          .formatted(name(names, circle.tids().getFirst()));
    }
    List<Long> tids = new ArrayList<>(circle.tids());
    String first = name(names, tids.removeFirst());
    String holders =
        tids.stream()
            .limit(MOST)
            .map(tid -> name(names, tid) + ", which waits for ")
            .collect(Collectors.joining());
    int more = tids.size() - MOST;
    holders += more > 0 ? "%d more, the last of which waits for ".formatted(more) : "";
    return "deadlock: %s waits for %s%s".formatted(first, holders, first);
  }

  static String name(Map<Long, String> names, long tid) {
    String name = names.getOrDefault(tid, "");
    return "thread " + tid + (name.isEmpty() ? "" : " (" + name + ")");
  }
}
