package io.github.pmdb.cpython.object;

import io.github.pmdb.memory.MemoryFault;
import java.util.Optional;

/// Finds what imported modules define.
///
/// @param interpreter address of the `PyInterpreterState` whose `sys.modules` are meant
public record Modules(Heap heap, long interpreter) {
  /// Address of a module's attribute, absent when the module is not imported or has none.
  public Optional<Long> attribute(String module, String name) {
    try {
      return Dicts.find(heap, heap.pointer(interpreter, "interp.modules"), module)
          .map(found -> heap.pointer(found, "module.md_dict"))
          .flatMap(dict -> Dicts.find(heap, dict, name));
    } catch (MemoryFault _) {
      return Optional.empty(); // an interpreter that starts or ends has no modules
    }
  }
}
