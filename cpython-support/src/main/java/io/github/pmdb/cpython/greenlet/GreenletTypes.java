package io.github.pmdb.cpython.greenlet;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Modules;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.memory.MemoryFault;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The class `greenlet.greenlet` of each interpreter that imported it, and those derived from it.
final class GreenletTypes {
  private static final int MAX_BASES = 64;
  private static final List<String> MODULES = List.of("greenlet", "greenlet._greenlet");

  private final Heap heap;
  private final Set<Long> roots = new HashSet<>();
  private String release = "";

  /// @param interpreters addresses of their states
  GreenletTypes(Heap heap, List<Long> interpreters) {
    this.heap = heap;
    for (long interpreter : interpreters) {
      Modules modules = new Modules(heap, interpreter);
      for (String module : MODULES) {
        modules.attribute(module, "greenlet").filter(heap::isType).ifPresent(roots::add);
        modules
            .attribute(module, "__version__")
            .flatMap(version -> Strings.text(heap, version))
            .ifPresent(version -> release = version);
      }
    }
  }

  /// Whether greenlets can be there at all.
  boolean areThere() {
    return !roots.isEmpty();
  }

  /// `__version__` of the library, empty when it was not found.
  String release() {
    return release;
  }

  /// `greenlet.greenlet` itself.
  Optional<PyType> root() {
    return roots.stream().findFirst().map(heap::type);
  }

  /// Whether objects of the type at an address are greenlets.
  ///
  /// @throws MemoryFault when no type is there
  boolean includes(long type) {
    long at = type;
    for (int i = 0; i < MAX_BASES && at != 0; i++) {
      if (roots.contains(at)) {
        return true;
      }
      at = heap.type(at).base();
    }
    return false;
  }

  /// Whether a greenlet lies at `address`.
  boolean isAt(long address) {
    try {
      return includes(heap.pointer(address, "object.ob_type"));
    } catch (MemoryFault _) {
      return false; // nothing lies there
    }
  }
}
