package io.github.pmdb.cpython.lock;

import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Ints;
import io.github.pmdb.cpython.object.Lock;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.interpreter.ScriptFrame;
import java.util.Optional;

/// Tells the imports that other threads have begun: each is guarded by a `_ModuleLock` of
/// `importlib._bootstrap`, whose `acquire` sleeps on a lock of its own.
final class Imports {
  private static final String FILE = "<frozen importlib._bootstrap>";

  private final Heap heap;

  Imports(Heap heap) {
    this.heap = heap;
  }

  /// @param lock address of the `_ModuleLock`
  /// @param owner `pthread_t` of the thread that imports
  record Import(long lock, String module, Optional<Long> owner) {
    String what() {
      return "the lock on the import of module '" + module + "'";
    }
  }

  /// @param awaited the lock that a thread sleeps for
  /// @param in its innermost frame
  /// @throws io.github.pmdb.memory.MemoryFault when the frame can not be read
  Optional<Import> of(Lock awaited, ScriptFrame in) {
    if (!in.file().equals(FILE) || !StandardLibrary.lastName(in).equals("acquire")) {
      return Optional.empty();
    }
    return StandardLibrary.self(heap, in)
        .filter(
            self -> Attributes.find(heap, self, "wakeup").equals(Optional.of(awaited.address())))
        .map(this::read);
  }

  private Import read(long lock) {
    Optional<String> name =
        Attributes.find(heap, lock, "name").flatMap(value -> Strings.text(heap, value));
    Optional<Long> owner =
        Attributes.find(heap, lock, "owner")
            .filter(value -> !heap.isA(value, "NoneType"))
            .flatMap(value -> Ints.small(heap, value));
    return new Import(lock, name.orElse("?"), owner);
  }
}
