package io.github.pmdb.node.loop;

import io.github.pmdb.memory.Addresses;

/// The `node::Environment` of an isolate.
///
/// @param isolate its number
/// @param address of the environment
/// @param loop address of its `uv_loop_t`
/// @param timer address of the `uv_timer_t` that runs all timers of JavaScript
record Environment(int isolate, long address, long loop, long timer) {
  /// In bytes; the real ones are smaller.
  static final int LARGEST = 0x4000;

  /// Whether something lies in the environment itself.
  boolean holds(long at) {
    return Addresses.within(at, address, address + LARGEST);
  }
}
