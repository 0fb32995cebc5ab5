package io.github.pmdb.cpython;

import io.github.pmdb.cpython.frame.Codes;
import io.github.pmdb.cpython.frame.FrameWalker;
import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Ints;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.memory.MemoryFault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Names that the module `threading` knows: its `_active` maps identifiers to `Thread` objects.
final class ThreadNames {
  private static final int MAX_THREADS = 65_536;

  /// By the file of the code.
  private static final Map<String, String> LEFT =
      Map.of("<py-eval>", "py-eval of pmdb", "<py-exec>", "py-exec of pmdb");

  private static final int FRAMES = 64;

  private ThreadNames() {}

  /// @return names by `pthread_t`; empty when the program never imported `threading`
  static Map<Long, String> read(Heap heap, long interpreter) {
    Map<Long, String> names = new HashMap<>();
    try {
      Optional<Long> active = active(heap, interpreter);
      if (active.isPresent()) {
        for (Dicts.Entry entry : Dicts.entries(heap, active.get(), MAX_THREADS)) {
          add(heap, entry, names);
        }
      }
    } catch (MemoryFault _) {
      return names; // a name is a courtesy: threads are listed without
    }
    return names;
  }

  /// That of one thread.
  static Optional<String> of(Heap heap, long interpreter, long pthread) {
    try {
      return active(heap, interpreter)
          .flatMap(dict ->
              Dicts.find(
                  heap, dict, key -> Ints.small(heap, key).filter(it -> it == pthread).isPresent()))
          .flatMap(thread -> name(heap, thread));
    } catch (MemoryFault _) {
      return Optional.empty();
    }
  }

  private static Optional<Long> active(Heap heap, long interpreter) {
    return Dicts.find(heap, heap.pointer(interpreter, "interp.modules"), "threading")
        .map(module -> heap.pointer(module, "module.md_dict"))
        .flatMap(dict -> Dicts.find(heap, dict, "_active"));
  }

  private static Optional<String> name(Heap heap, long thread) {
    return Attributes.find(heap, thread, attribute(heap))
        .flatMap(value -> Strings.text(heap, value));
  }

  /// Of a thread that runs code which pmdb has brought into the process and left to itself, else
  /// empty: no module of the program's knows it.
  ///
  /// @param thread address of its `PyThreadState`
  static String ofLeftCode(Heap heap, long thread) {
    List<ScriptFrame> frames =
        FrameWalker.walk(heap, thread, FRAMES, new Codes(_ -> false)).frames();
    return frames.reversed().stream()
        .flatMap(frame -> Optional.ofNullable(LEFT.get(frame.file())).stream())
        .findFirst()
        .orElse("");
  }

  private static void add(Heap heap, Dicts.Entry entry, Map<Long, String> names) {
    Optional<Long> ident = Ints.small(heap, entry.key());
    Optional<String> name = name(heap, entry.value());
    if (ident.isPresent() && name.isPresent()) {
      names.put(ident.get(), name.get());
    }
  }

  /// Up to 2.7 the name is private to its class, which mangles it.
  private static String attribute(Heap heap) {
    return heap.layout().version().atLeast(3, 0) ? "_name" : "_Thread__name";
  }
}
