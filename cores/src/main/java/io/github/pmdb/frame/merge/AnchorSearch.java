package io.github.pmdb.frame.merge;

import io.github.pmdb.frame.Anchor;
import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Finds the native frames that may run a script run, by its anchor.
final class AnchorSearch {
  /// Frames of eval loops have a few hundred bytes; more than this is a hole in the unwind.
  private static final long MAX_FRAME = 64 << 10;

  private final List<NativeFrame> frames;
  private final List<Integer> boundaries;
  private final Memory memory;

  /// Indices of the frames that take room on the stack, by where they begin.
  private final NavigableMap<Long, Integer> starts = new TreeMap<>(Long::compareUnsigned);

  /// @param boundaries indices of the frames that are eval loops, ascending
  AnchorSearch(List<NativeFrame> frames, List<Integer> boundaries, Memory memory) {
    this.frames = frames;
    this.boundaries = boundaries;
    this.memory = memory;
    for (int i = frames.size() - 1; i >= 0; i--) {
      NativeFrame frame = frames.get(i);
      if (!frame.inlined() && Addresses.less(frame.sp(), frame.cfa())) {
        starts.put(frame.sp(), i);
      }
    }
  }

  /// For each run the indices of native frames that its anchor points at, ascending.
  List<List<Integer>> candidates(List<ScriptRun> runs) {
    Map<Long, List<Integer>> holders = holders(runs);
    List<List<Integer>> found = new ArrayList<>();
    for (ScriptRun run : runs) {
      found.add(
          switch (run.anchor().orElse(null)) {
            case Anchor.OnStack(long address) -> around(address);
            case Anchor.Spilled(long value) -> holders.getOrDefault(value, List.of());
            case null -> List.of();
          });
    }
    return found;
  }

  /// The frame that an address on the stack lies in. Whether it is named as an eval loop does not
  /// count: stripped programs have no names.
  private List<Integer> around(long address) {
    Map.Entry<Long, Integer> below = starts.floorEntry(address);
    return below != null && Addresses.less(address, frames.get(below.getValue()).cfa())
        ? List.of(below.getValue())
        : List.of();
  }

  /// Which eval frames hold each of the spilled values, in one pass over their words.
  private Map<Long, List<Integer>> holders(List<ScriptRun> runs) {
    Map<Long, List<Integer>> holders = new HashMap<>();
    for (ScriptRun run : runs) {
      if (run.anchor().orElse(null) instanceof Anchor.Spilled(long value)) {
        holders.put(value, new ArrayList<>());
      }
    }
    if (!holders.isEmpty()) {
      boundaries.forEach(index -> collect(index, holders));
    }
    return holders;
  }

  private void collect(int index, Map<Long, List<Integer>> holders) {
    NativeFrame frame = frames.get(index);
    long start = (frame.sp() + 7) & -8L;
    if (!Addresses.less(frame.cfa() - start, MAX_FRAME)) {
      return;
    }
    for (long word = start; word + 8 <= frame.cfa(); word += 8) {
      List<Integer> seen = holders.get(read(word));
      if (seen != null && (seen.isEmpty() || seen.getLast() != index)) {
        seen.add(index);
      }
    }
  }

  private long read(long address) {
    try {
      return memory.i64(address);
    } catch (MemoryFault unreadable) {
      return 0; // no frame struct lies at address 0
    }
  }
}
