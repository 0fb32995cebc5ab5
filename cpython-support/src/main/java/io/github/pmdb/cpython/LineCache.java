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

  /// What is typed at a prompt has names of its own since 3.13. Since 3.13.1 its lines are kept
  /// apart, by `(co_filename, co_qualname, co_firstlineno)`.
  private static final String TYPED = "<python-input-";

  private static final int MAX_TYPED = 100_000;
  private static final int TYPED_KEY = 3;

  private LineCache() {}

  /// @param interpreter address of the interpreter whose modules are meant
  /// @param name `co_filename`
  static Optional<List<String>> lines(Heap heap, long interpreter, String name) {
    try {
      long modules = heap.pointer(interpreter, "interp.modules");
      return Dicts.find(heap, modules, "linecache")
          .map(module -> heap.pointer(module, "module.md_dict"))
          .flatMap(module ->
              Dicts.find(heap, module, "cache")
                  .flatMap(cache -> Dicts.find(heap, cache, name))
                  .or(() -> typed(heap, module, name)))
          .map(entry -> Tuples.items(heap, entry, ENTRY))
          .filter(entry -> entry.size() == ENTRY)
          .map(entry -> texts(heap, entry.get(LINES)));
    } catch (MemoryFault _) {
      return Optional.empty(); // the frame is shown without its source
    }
  }

  private static Optional<Long> typed(Heap heap, long module, String name) {
    return Optional.of(name)
        .filter(known -> known.startsWith(TYPED))
        .flatMap(_ -> Dicts.find(heap, module, "_interactive_cache"))
        .flatMap(cache ->
            Dicts.entries(heap, cache, MAX_TYPED).stream()
                .filter(entry -> isOfFile(heap, entry.key(), name))
                .map(Dicts.Entry::value)
                .findFirst());
  }

  private static boolean isOfFile(Heap heap, long key, String name) {
    List<Long> parts = Tuples.items(heap, key, TYPED_KEY);
    return parts.size() == TYPED_KEY && Strings.equals(heap, parts.getFirst(), name);
  }

  private static List<String> texts(Heap heap, long list) {
    List<String> lines = new ArrayList<>();
    for (long line : Lists.items(heap, list, MAX_LINES)) {
      lines.add(Strings.text(heap, line).orElse("").replaceFirst("[\\r\\n]+$", ""));
    }
    return lines;
  }
}
