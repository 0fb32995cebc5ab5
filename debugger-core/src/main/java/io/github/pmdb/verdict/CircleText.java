package io.github.pmdb.verdict;

import io.github.pmdb.procfs.lock.Deadlock;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Says who waits for whom.
final class CircleText {
  private CircleText() {}

  static String of(Snapshot snapshot, Deadlock circle) {
    if (circle.tids().size() == 1) {
      return name(snapshot, circle.tids().getFirst()) + " waits for a lock that it holds itself";
    }
    List<Long> tids = new ArrayList<>(circle.tids());
    String first = name(snapshot, tids.removeFirst());
    String holders =
        tids.stream()
            .map(tid -> name(snapshot, tid) + ", which waits for a lock held by ")
            .collect(Collectors.joining());
    return "%s waits for a lock held by %s%s".formatted(first, holders, first);
  }

  private static String name(Snapshot snapshot, long tid) {
    String name = snapshot.thread(tid).map(ThreadInfo::name).orElse("");
    return "thread " + tid + (name.isEmpty() ? "" : " (" + name + ")");
  }
}
