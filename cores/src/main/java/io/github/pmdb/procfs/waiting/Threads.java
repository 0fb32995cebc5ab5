package io.github.pmdb.procfs.waiting;

import java.util.Map;
import java.util.OptionalLong;

/// The live threads of a process.
///
/// @param names by thread id, in the observer's pid namespace
/// @param byNamespaceTid from the id the process itself knows (and writes into its locks)
public record Threads(Map<Long, String> names, Map<Long, Long> byNamespaceTid) {
  OptionalLong live(long namespaceTid) {
    Long tid = byNamespaceTid.get(namespaceTid);
    return tid == null ? OptionalLong.empty() : OptionalLong.of(tid);
  }

  String text(long tid) {
    String name = names.getOrDefault(tid, "");
    return "thread " + tid + (name.isEmpty() ? "" : " (" + name + ")");
  }
}
