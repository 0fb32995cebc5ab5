package io.github.pmdb.node.loop;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.word.Tagged;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Finds the environment that a context belongs to, and in it the loop: both are recognised by what
/// points back at them.
final class EnvironmentFinder {
  /// Slots of a context that are looked at for the embedder's data.
  private static final int MOST_SLOTS = 16;

  private final HeapReader reader;
  private final Memory memory;
  private final Layout layout;
  private final NodeOffsets offsets;

  EnvironmentFinder(HeapReader reader, Memory memory, NodeOffsets offsets) {
    this.reader = reader;
    this.memory = memory;
    this.layout = reader.layout();
    this.offsets = offsets;
  }

  /// @param contexts native ones of an isolate; those that a program makes itself come later
  Optional<Environment> find(int isolate, List<Long> contexts) {
    for (long context : contexts) {
      Optional<Environment> found = ofContext(isolate, context);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<Environment> ofContext(int isolate, long context) {
    try {
      OptionalLong address = address(context);
      return address.isPresent() ? environment(isolate, address.getAsLong()) : Optional.empty();
    } catch (MemoryFault _) {
      // A damaged context leads nowhere; another of the isolate may.
      return Optional.empty();
    }
  }

  private OptionalLong address(long context) {
    int slots = Math.min(MOST_SLOTS, reader.length(context));
    for (int i = 0; i < slots; i++) {
      long data = reader.item(context, i);
      if (reader.is(data, "EmbedderDataArray")
          && reader.length(data) > offsets.environmentIndex()) {
        long address = reader.item(data, offsets.environmentIndex());
        return isList(address + offsets.handleQueue()) && isList(address + offsets.requestQueue())
            ? OptionalLong.of(address)
            : OptionalLong.empty();
      }
    }
    return OptionalLong.empty();
  }

  /// Whether there is a list whose next node points back.
  private boolean isList(long head) {
    try {
      long next = memory.pointer(head + offsets.next());
      return next != 0 && (memory.pointer(next) == head || memory.pointer(next + 8) == head);
    } catch (MemoryFault _) {
      // What is not there is no list.
      return false;
    }
  }

  /// The first timer in an environment is the one that runs those of JavaScript.
  private Optional<Environment> environment(int isolate, long address) {
    for (int at = 0; at < Environment.LARGEST; at += 8) {
      if (isTimer(address + at)) {
        long timer = address + at;
        long loop = memory.pointer(timer + layout.get("uv_handle.loop"));
        return Optional.of(new Environment(isolate, address, loop, timer));
      }
    }
    return Optional.empty();
  }

  private boolean isTimer(long at) {
    int queue = layout.get("uv_handle.handle_queue");
    try {
      if (memory.i32(at + layout.get("uv_handle.type")) != UvHandle.TIMER) {
        return false;
      }
      long next = memory.pointer(at + queue);
      return next != 0
          && !Tagged.isStrong(next)
          && memory.pointer(next + 8) == at + queue
          && isLoop(memory.pointer(at + layout.get("uv_handle.loop")));
    } catch (MemoryFault _) {
      // The environment ends before here, or no handle is there.
      return false;
    }
  }

  /// Whether the list of its handles comes back to it.
  private boolean isLoop(long loop) {
    long head = loop + layout.get("uv_loop.handle_queue");
    return loop != 0 && memory.pointer(memory.pointer(head) + 8) == head;
  }
}
