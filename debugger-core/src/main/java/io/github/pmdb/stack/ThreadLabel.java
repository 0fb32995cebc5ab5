package io.github.pmdb.stack;

import io.github.pmdb.snapshot.ThreadState;
import java.util.List;

/// A thread without its frames.
///
/// @param tid kernel thread id
/// @param name what the script named it, else the kernel's name for it, else empty
/// @param state what it does or waits for, in words; empty when not known
/// @param notes such as `holds the GIL`
public record ThreadLabel(long tid, String name, String state, List<String> notes) {
  /// The state in words that follow a dash; empty when nothing is known.
  static String state(ThreadState state) {
    return state.waitsFor().orElseGet(() -> state.equals(ThreadState.UNKNOWN) ? "" : state.text());
  }
}
