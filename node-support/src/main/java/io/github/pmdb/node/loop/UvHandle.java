package io.github.pmdb.node.loop;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.node.layout.Layout;
import java.util.OptionalInt;

/// A `uv_handle_t` of libuv.
///
/// @param type as libuv calls it: `tcp`, `pipe`, `timer`
/// @param data what the program keeps with it: of Node.js the wrapper
/// @param fd of those that have a descriptor
record UvHandle(long address, String type, long data, int flags, OptionalInt fd) {
  private static final String[] TYPES = {
    "unknown",
    "async",
    "check",
    "fs_event",
    "fs_poll",
    "handle",
    "idle",
    "pipe",
    "poll",
    "prepare",
    "process",
    "stream",
    "tcp",
    "timer",
    "tty",
    "udp",
    "signal",
    "file"
  };

  static final int TIMER = 13;

  private static final int CLOSING = 3;
  private static final int ACTIVE = 4;
  private static final int REFERRED = 8;

  /// @throws io.github.pmdb.memory.MemoryFault when it can not be read
  static UvHandle read(Memory memory, Layout layout, long at) {
    int type = memory.i32(at + layout.get("uv_handle.type"));
    String name = type >= 0 && type < TYPES.length ? TYPES[type] : "type " + type;
    return new UvHandle(
        at,
        name,
        memory.pointer(at),
        memory.i32(at + layout.get("uv_handle.flags")),
        descriptor(memory, layout, at, name));
  }

  private static OptionalInt descriptor(Memory memory, Layout layout, long at, String type) {
    String watcher =
        switch (type) {
          case "tcp", "pipe", "tty", "stream" -> "uv_stream.io_watcher";
          case "udp" -> "uv_udp.io_watcher";
          case "poll" -> "uv_poll.io_watcher";
          default -> "";
        };
    if (watcher.isEmpty()) {
      return OptionalInt.empty();
    }
    int fd = memory.i32(at + layout.get(watcher) + layout.get("uv_io.fd"));
    return fd < 0 ? OptionalInt.empty() : OptionalInt.of(fd);
  }

  boolean active() {
    return (flags & ACTIVE) != 0;
  }

  /// Whether it keeps the loop going while it is active.
  boolean referred() {
    return (flags & REFERRED) != 0;
  }

  boolean closing() {
    return (flags & CLOSING) != 0;
  }
}
