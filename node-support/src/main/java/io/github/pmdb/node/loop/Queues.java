package io.github.pmdb.node.loop;

import java.util.ArrayList;
import java.util.List;

/// What waits to be run: immediates in lists (`lib/internal/timers.js`), ticks in a queue of ring
/// buffers (`lib/internal/fixed_queue.js`).
final class Queues {
  private static final int MOST = 1 << 20;

  private final Values values;

  Queues(Values values) {
    this.values = values;
  }

  /// @param lists tagged
  List<Immediate> immediates(List<Long> lists) {
    List<Immediate> found = new ArrayList<>();
    for (long list : lists) {
      long immediate = values.object(list, "head");
      while (immediate != 0 && found.size() < MOST) {
        add(immediate, "_onImmediate", found);
        immediate = values.object(immediate, "_idleNext");
      }
    }
    return List.copyOf(found);
  }

  /// @param queues tagged
  List<Immediate> ticks(List<Long> queues) {
    List<Immediate> found = new ArrayList<>();
    for (long queue : queues) {
      long buffer = values.object(queue, "tail");
      for (int i = 0; i < MOST && buffer != 0; i++) {
        buffer(buffer, found);
        buffer = values.object(buffer, "next");
      }
    }
    return List.copyOf(found);
  }

  private void buffer(long buffer, List<Immediate> found) {
    long list = values.object(buffer, "list");
    if (list != 0) {
      for (long item : values.items(list)) {
        if (found.size() < MOST) {
          add(item, "callback", found);
        }
      }
    }
  }

  private void add(long item, String property, List<Immediate> found) {
    long function = values.object(item, property);
    if (function != 0) {
      found.add(new Immediate(Values.address(item), values.function(function)));
    }
  }
}
