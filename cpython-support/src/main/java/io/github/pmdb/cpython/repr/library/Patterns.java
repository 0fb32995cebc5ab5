package io.github.pmdb.cpython.repr.library;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.cpython.repr.Describer;
import io.github.pmdb.cpython.repr.Instances;
import io.github.pmdb.cpython.repr.Literals;
import io.github.pmdb.memory.MemoryFault;
import java.util.ArrayList;
import java.util.List;

/// Compiled regular expressions: behind the head groups, their names, their numbers, the pattern
/// and the flags (`PatternObject` in `Modules/_sre/sre.h`).
final class Patterns {
  /// Python shows so many characters of the pattern's own representation.
  private static final int MOST_OF_PATTERN = 200;

  /// And of that of what matched.
  private static final int MOST_OF_MATCH = 50;

  /// Of a text in which something was found.
  private static final int MOST_SEARCHED = 1 << 20;

  private static final int MOST_BYTES = 1 << 16;
  private static final int LOCALE = 4;
  private static final int UNICODE = 32;
  private static final int ASCII = 256;

  /// By bit (`Lib/re/_constants.py`).
  private static final List<String> FLAGS =
      List.of(
          "TEMPLATE",
          "IGNORECASE",
          "LOCALE",
          "MULTILINE",
          "DOTALL",
          "UNICODE",
          "VERBOSE",
          "DEBUG",
          "ASCII");

  private Patterns() {}

  /// @throws MemoryFault when it can not be read
  static void render(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    long fields = Arrays.fields(heap, address);
    long pattern = heap.memory().pointer(fields + 24);
    int flags = heap.memory().i32(fields + 32);
    boolean text = heap.typeOf(pattern).is(PyType.STR);
    if (!text && !heap.typeOf(pattern).is(PyType.BYTES)) {
      Instances.instance(to, address, type);
      return;
    }
    String shown =
        text
            ? Literals.ofString(Strings.read(heap, pattern, to.limits().bytes()).stream().toArray())
            : Literals.ofBytes(Strings.bytes(heap, pattern, MOST_BYTES));
    to.text("re.compile(" + cut(shown, MOST_OF_PATTERN));
    String names = names(text && (flags & (LOCALE | ASCII)) == 0 ? flags & ~UNICODE : flags);
    to.text(names.isEmpty() ? ")" : ", " + names + ")");
  }

  /// Behind the head of variable size: string, groups, pattern, begin, end, last group, how many
  /// groups, then where each begins and ends (`MatchObject`).
  static void match(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    long fields = Arrays.fields(heap, address);
    long string = heap.memory().pointer(fields);
    long start = heap.memory().i64(fields + 56);
    long end = heap.memory().i64(fields + 64);
    boolean text = heap.typeOf(string).is(PyType.STR);
    boolean known = text || heap.typeOf(string).is(PyType.BYTES);
    if (!known || start < 0 || end < start || end > MOST_SEARCHED) {
      Instances.instance(to, address, type);
      return;
    }
    to.text("<%s object; span=(%d, %d), match=".formatted(type.name(), start, end));
    String shown =
        text
            ? Literals.ofString(
                Strings.read(heap, string, (int) end).stream().skip(start).toArray())
            : Literals.ofBytes(behind(Strings.bytes(heap, string, (int) end), start));
    to.text(cut(shown, MOST_OF_MATCH) + ">");
  }

  private static byte[] behind(byte[] all, long start) {
    return java.util.Arrays.copyOfRange(all, (int) Math.min(start, all.length), all.length);
  }

  private static String cut(String shown, int most) {
    int length = Math.min(most, shown.codePointCount(0, shown.length()));
    return shown.substring(0, shown.offsetByCodePoints(0, length));
  }

  private static String names(int flags) {
    List<String> names = new ArrayList<>();
    int rest = flags;
    for (int bit = 0; bit < FLAGS.size(); bit++) {
      if ((flags >>> bit & 1) != 0) {
        names.add("re." + FLAGS.get(bit));
        rest &= ~(1 << bit);
      }
    }
    if (rest != 0) {
      names.add("0x" + Integer.toHexString(rest));
    }
    return String.join("|", names);
  }
}
