package io.github.pmdb.procfs.lock;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A cycle of threads, each of which waits for a lock that the next one holds (the last one for one
/// that the first holds). A thread that waits for a lock of its own is a cycle of one.
///
/// @param tids starting with the lowest
public record Deadlock(List<Long> tids) {

  /// All cycles among the waits, ordered by their lowest thread. A thread waits for one lock at a
  /// time, so the cycles share no thread.
  public static List<Deadlock> among(Collection<LockWait> waits) {
    Map<Long, Long> ownerOf = new HashMap<>();
    waits.forEach(w -> ownerOf.put(w.tid(), w.owner()));
    Set<Long> done = new HashSet<>();
    List<Deadlock> found = new ArrayList<>();
    for (Long tid : ownerOf.keySet().stream().sorted().toList()) {
      List<Long> cycle = cycleFrom(tid, ownerOf, done);
      if (!cycle.isEmpty()) {
        found.add(new Deadlock(fromLowest(cycle)));
      }
    }
    found.sort((a, b) -> Long.compare(a.tids().getFirst(), b.tids().getFirst()));
    return found;
  }

  /// Follows owners until a thread that waits for none or was seen before.
  private static List<Long> cycleFrom(long start, Map<Long, Long> ownerOf, Set<Long> done) {
    List<Long> path = new ArrayList<>();
    Long at = start;
    while (at != null && done.add(at)) {
      path.add(at);
      at = ownerOf.get(at);
    }
    int from = at == null ? -1 : path.indexOf(at);
    return from < 0 ? List.of() : path.subList(from, path.size());
  }

  private static List<Long> fromLowest(List<Long> cycle) {
    int lowest = 0;
    for (int i = 1; i < cycle.size(); i++) {
      lowest = cycle.get(i) < cycle.get(lowest) ? i : lowest;
    }
    List<Long> turned = new ArrayList<>(cycle.subList(lowest, cycle.size()));
    turned.addAll(cycle.subList(0, lowest));
    return List.copyOf(turned);
  }
}
