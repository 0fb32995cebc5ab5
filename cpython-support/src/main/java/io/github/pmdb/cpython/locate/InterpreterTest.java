package io.github.pmdb.cpython.locate;

import io.github.pmdb.cpython.layout.Layout;
import io.github.pmdb.cpython.layout.PythonVersion;
import io.github.pmdb.cpython.object.Budget;
import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Ints;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import java.util.Map;
import java.util.Optional;

/// Tells whether an address is that of a `PyInterpreterState`, and which release it belongs to.
final class InterpreterTest {
  private static final int DICT_FLAG = 29;

  private final Memory memory;

  InterpreterTest(Memory memory) {
    this.memory = memory;
  }

  /// Whether the newest thread of the interpreter points back at it, has no predecessor, and
  /// `modules` is a dict.
  boolean matches(Layout layout, long interpreter) {
    if (interpreter == 0 || (interpreter & 7) != 0) {
      return false;
    }
    try {
      long thread = memory.pointer(interpreter + layout.offset("interp.tstate_head"));
      return thread != 0
          && (thread & 7) == 0
          && memory.pointer(thread + layout.offset("tstate.interp")) == interpreter
          && memory.pointer(thread + layout.offset("tstate.prev")) == 0
          && isDict(layout, memory.pointer(interpreter + layout.offset("interp.modules")));
    } catch (MemoryFault _) {
      return false;
    }
  }

  private boolean isDict(Layout layout, long object) {
    long type = memory.pointer(object + layout.offset("object.ob_type"));
    return (memory.i64(type + layout.offset("type.tp_flags")) >>> DICT_FLAG & 1) != 0;
  }

  /// Whether it matches and says itself that it is of the layout's version.
  boolean agrees(Layout layout, long interpreter) {
    return matches(layout, interpreter)
        && release(layout, interpreter).filter(layout.version()::sameMinor).isPresent();
  }

  /// What `sys.hexversion` of the interpreter says.
  Optional<PythonVersion> release(Layout layout, long interpreter) {
    try {
      Heap heap = new Heap(memory, layout, Map.of()).within(Budget.ofValue());
      long sys = heap.pointer(interpreter, "interp.sysdict");
      return Dicts.find(heap, sys, "hexversion")
          .flatMap(value -> Ints.small(heap, value))
          .map(PythonVersion::ofHex);
    } catch (MemoryFault _) {
      return Optional.empty(); // the caller says that it could not be confirmed
    }
  }
}
