package io.github.pmdb.node.frame;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Puts the async functions that wait into chains: each begins with one that waits for no other.
final class AsyncChains {
  private final Suspended suspended;
  private final Runnable check;
  private final Map<Long, Set<Long>> callers = new HashMap<>();
  private final Map<Long, Long> awaited = new HashMap<>();
  private int unread;

  /// @param check is called now and then; what it throws ends the search
  AsyncChains(Suspended suspended, Runnable check) {
    this.suspended = suspended;
    this.check = check;
  }

  /// @param unread promises and functions that could not be read
  record Found(List<AsyncChain> chains, int unread) {}

  /// @param generators addresses of async functions and generators
  /// @param promises addresses of promises
  /// @param most chains that are read
  Found of(long[] generators, long[] promises, int most) {
    for (long promise : promises) {
      check.run();
      note(Tagged.reference(promise));
    }
    Set<Long> inner = new HashSet<>();
    for (long generator : generators) {
      check.run();
      read(Tagged.reference(generator), inner);
    }
    List<Long> first = callers.keySet().stream().filter(g -> !inner.contains(g)).sorted().toList();
    List<AsyncChain> chains = new ArrayList<>();
    Set<Long> told = new HashSet<>();
    first.stream().limit(most).forEach(g -> chains.add(chain(g, told)));
    if (first.size() < most) {
      circles(chains, told, most);
    }
    return new Found(chains, unread);
  }

  /// Functions that wait for each other in a circle have no first one.
  private void circles(List<AsyncChain> chains, Set<Long> told, int most) {
    for (long generator : callers.keySet().stream().sorted().toList()) {
      if (chains.size() < most && !told.contains(generator)) {
        chains.add(chain(generator, told));
      }
    }
  }

  private void note(long promise) {
    try {
      for (long generator : suspended.reactions().direct(promise)) {
        awaited.putIfAbsent(generator, promise);
      }
    } catch (MemoryFault _) {
      unread++;
    }
  }

  private void read(long generator, Set<Long> inner) {
    try {
      if (suspended.isWaiting(generator) && awaited.containsKey(generator)) {
        Set<Long> waiting = suspended.waiting(generator).functions().keySet();
        callers.put(generator, waiting);
        inner.addAll(waiting);
      }
    } catch (MemoryFault _) {
      unread++;
    }
  }

  private AsyncChain chain(long first, Set<Long> told) {
    List<JsFrame> frames = new ArrayList<>(List.of(suspended.frame(Suspended.Link.of(first))));
    told.add(first);
    int more = Math.max(0, callers.getOrDefault(first, Set.of()).size() - 1);
    for (Suspended.Link caller : suspended.callers(first)) {
      frames.add(suspended.frame(caller));
      told.add(caller.generator());
      more += Math.max(0, callers.getOrDefault(caller.generator(), Set.of()).size() - 1);
    }
    return new AsyncChain(awaited.getOrDefault(first, 0L), List.copyOf(frames), more);
  }
}
