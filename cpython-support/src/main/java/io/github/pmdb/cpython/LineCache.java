package io.github.pmdb.cpython;

import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Lists;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.cpython.object.Tuples;
import io.github.pmdb.memory.MemoryFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lines that the module `linecache` of the target keeps: of files whose lines a traceback or a
/// warning showed, and of code that programs registered there because no file has it.
final class LineCache {
  private static final int MAX_LINES = 100_000;

  /// `(size, mtime, lines, fullname)`; one of a single item has no lines yet.
  private static final int ENTRY = 4;

  private static final int LINES = 2;

  private LineCache() {}

  /// @param interpreter address of the interpreter whose modules are meant
  /// @param name `co_filename`
  static Optional<List<String>> lines(Heap heap, long interpreter, String name) {
    try {
      long modules = heap.pointer(interpreter, "interp.modules");
      return Dicts.find(heap, modules, "linecache")
          .flatMap(module -> Dicts.find(heap, heap.pointer(module, "module.md_dict"), "cache"))
          .flatMap(cache -> Dicts.find(heap, cache, name))
          .map(entry -> Tuples.items(heap, entry, ENTRY))
          .filter(entry -> entry.size() == ENTRY)
          .map(entry -> texts(heap, entry.get(LINES)));
    } catch (MemoryFault _) {
      return Optional.empty(); // the frame is shown without its source
    }
  }

  private static List<String> texts(Heap heap, long list) {
    List<String> lines = new ArrayList<>();
    for (long line : Lists.items(heap, list, MAX_LINES)) {
      lines.add(Strings.text(heap, line).orElse("").replaceFirst("[\\r\\n]+$", ""));
    }
    return lines;
  }
}
