package io.github.pmdb.cpython.frame;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Strings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which handler guards which bytecode, and how deep the value stack is when it is entered: what
/// lies below that depth is in use while the guarded code runs (`co_exceptiontable` since 3.11,
/// `InternalDocs/exception_handling.md` of the CPython source).
final class ExceptionTable {
  private static final int MAX_TABLE = 1 << 20;

  private final List<Guard> guards;

  private ExceptionTable(List<Guard> guards) {
    this.guards = guards;
  }

  /// Offsets are in bytes.
  ///
  /// @param depth of the value stack that its handler finds
  /// @param keepsPlace whether the handler is told where the exception came from, as that of a
  ///   `with` is and that of a `try` is not
  private record Guard(int start, int end, int target, int depth, boolean keepsPlace) {}

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
    return new ExceptionTable(guards);
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

  /// How much of the value stack is surely in use at an offset.
  int depthAt(int offset) {
    return guards.stream()
        .filter(g -> g.start() <= offset && offset < g.end())
        .mapToInt(Guard::depth)
        .max()
        .orElse(0);
  }

  /// Where the block of a `with` begins that is open at an offset.
  ///
  /// @param depth of the value stack in that block
  Optional<Integer> blockStart(int offset, int depth) {
    Optional<Guard> last =
        guards.stream()
            .filter(g -> g.keepsPlace() && g.depth() == depth && g.start() <= offset)
            .reduce((a, b) -> b.start() > a.start() ? b : a);
    return last.flatMap(found ->
        guards.stream()
            .filter(g -> g.target() == found.target())
            .map(Guard::start)
            .min(Integer::compare));
  }
}
