package io.github.pmdb.cpython.frame;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Strings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which handler guards which bytecode, and how deep the value stack is when it is entered: what
/// lies below that depth is in use while the guarded code runs (`co_exceptiontable` since 3.11,
/// `InternalDocs/exception_handling.md` of the CPython source).
final class ExceptionTable {
  private static final int MAX_TABLE = 1 << 18;

  /// Blocks within each other: 20 that a function may have (`CO_MAXBLOCKS`), each with handlers
  /// that clean up after its handler.
  private static final int MAX_NESTED = 100;

  private final Guard[] guards;
  private final Map<Integer, Integer> starts = new HashMap<>(); // by handler, made on first use

  private ExceptionTable(Guard[] guards) {
    this.guards = guards;
  }

  /// Offsets are in bytes.
  ///
  /// @param depth of the value stack that its handler finds
  /// @param keepsPlace whether the handler is told where the exception came from, as that of a
  ///   `with` is and that of a `try` is not
  record Guard(int start, int end, int target, int depth, boolean keepsPlace) {}

  /// @throws io.github.pmdb.memory.MemoryFault when it can not be read
  static ExceptionTable of(Heap heap, long code) {
    byte[] table = Strings.bytes(heap, heap.pointer(code, "code.co_exceptiontable"), MAX_TABLE);
    List<Guard> guards = new ArrayList<>();
    int[] at = {0};
    while (at[0] < table.length) {
      int start = number(table, at) * 2;
      int length = number(table, at) * 2;
      int target = number(table, at) * 2;
      int depth = number(table, at);
      guards.add(new Guard(start, start + length, target, depth >> 1, (depth & 1) != 0));
    }
    return new ExceptionTable(guards.toArray(Guard[]::new));
  }

  /// Six bits a byte, the highest first; bit 6 says that there is another one.
  private static int number(byte[] table, int[] at) {
    int value = 0;
    int part;
    do {
      part = at[0] < table.length ? table[at[0]++] : 0;
      value = (value << 6) | (part & 63);
    } while ((part & 64) != 0);
    return value;
  }

  /// The guards of an offset, innermost first. An offset has one at most: its handler is guarded by
  /// the next one, wherever the compiler has put it. Those that guard no more than a handler itself
  /// find a deeper stack, of which nothing is in use yet.
  List<Guard> around(int offset) {
    List<Guard> found = new ArrayList<>();
    Set<Integer> targets = new HashSet<>();
    int depth = Integer.MAX_VALUE;
    Optional<Guard> next = at(offset);
    while (next.isPresent() && targets.size() < MAX_NESTED && targets.add(next.get().target())) {
      if (next.get().depth() <= depth) {
        depth = next.get().depth();
        found.add(next.get());
      }
      next = at(next.get().target());
    }
    return found;
  }

  /// They are in the order of what they guard, as the interpreter takes for granted too.
  private Optional<Guard> at(int offset) {
    int low = 0;
    int high = guards.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (guards[middle].end() <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < guards.length && guards[low].start() <= offset
        ? Optional.of(guards[low])
        : Optional.empty();
  }

  /// Where the block begins that a handler is for.
  int start(Guard guard) {
    if (starts.isEmpty()) {
      for (Guard other : guards) {
        starts.merge(other.target(), other.start(), Math::min);
      }
    }
    return starts.getOrDefault(guard.target(), guard.start());
  }
}
