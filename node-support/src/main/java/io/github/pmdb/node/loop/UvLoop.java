package io.github.pmdb.node.loop;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.layout.Layout;
import java.util.ArrayList;
import java.util.List;

/// A `uv_loop_t` of libuv.
///
/// @param time of the loop's last turn, in milliseconds of the monotonic clock
/// @param activeHandles active ones that keep the loop going, as libuv counts them
/// @param activeRequests as libuv counts them
/// @param handles all of them, Node.js' own too
record UvLoop(
    long address,
    long time,
    long activeHandles,
    long activeRequests,
    boolean closing,
    boolean stopped,
    List<UvHandle> handles) {
  private static final int MOST_HANDLES = 1 << 20;

  /// @throws MemoryFault when it can not be read
  static UvLoop read(Memory memory, Layout layout, long at) {
    return new UvLoop(
        at,
        memory.i64(at + layout.get("uv_loop.time")),
        memory.u32(at + layout.get("uv_loop.active_handles")),
        memory.u32(at + layout.get("uv_loop.active_reqs")),
        memory.pointer(at + layout.get("uv_loop.closing_handles")) != 0,
        memory.i32(at + layout.get("uv_loop.stop_flag")) != 0,
        handles(memory, layout, at));
  }

  private static List<UvHandle> handles(Memory memory, Layout layout, long loop) {
    long head = loop + layout.get("uv_loop.handle_queue");
    List<UvHandle> found = new ArrayList<>();
    long node = memory.pointer(head);
    while (node != head && found.size() < MOST_HANDLES) {
      try {
        found.add(UvHandle.read(memory, layout, node - layout.get("uv_handle.handle_queue")));
        node = memory.pointer(node);
      } catch (MemoryFault _) {
        // The list is broken: what was found up to here is there, the loop's own count tells more.
        break;
      }
    }
    return List.copyOf(found);
  }
}
