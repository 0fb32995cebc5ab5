package io.github.pmdb.cpython.locate;

import io.github.pmdb.cpython.layout.Layout;
import io.github.pmdb.cpython.layout.Learnt;
import io.github.pmdb.cpython.layout.PythonVersion;
import io.github.pmdb.cpython.object.Budget;
import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Ints;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;

/// Tells whether an address is that of a `PyInterpreterState`, and which release it belongs to.
final class InterpreterCheck {
  private static final int DICT_FLAG = 29;
  private static final String WIDTH = "unicode2.width";

  private final Memory memory;
  private final LongPredicate mapped;
  private final LongPredicate mayBeThread;

  /// @param mapped whether an aligned address is one of the target's at all, which is quicker to
  ///   ask than to read and fail
  /// @param mayBeThread the same, of the address of a thread: a running process may have got its
  ///   memory since
  InterpreterCheck(Memory memory, LongPredicate mapped, LongPredicate mayBeThread) {
    this.memory = memory;
    this.mapped = mapped;
    this.mayBeThread = mayBeThread;
  }

  /// Whether the newest thread of the interpreter points back at it, has no predecessor, and
  /// `modules` is a dict.
  boolean matches(Layout layout, long interpreter) {
    if (!isLinked(layout, interpreter)) {
      return false;
    }
    try {
      long thread = memory.pointer(interpreter + layout.offset("interp.tstate_head"));
      return isNewest(layout, thread)
          && isDict(layout, memory.pointer(interpreter + layout.offset("interp.modules")));
    } catch (MemoryFault _) {
      return false;
    }
  }

  boolean isAddress(long word) {
    return mapped.test(word);
  }

  /// Whether the newest thread points back.
  boolean isLinked(Layout layout, long interpreter) {
    if (!mapped.test(interpreter)) {
      return false;
    }
    try {
      long thread = memory.pointer(interpreter + layout.offset("interp.tstate_head"));
      return mayBeThread.test(thread)
          && memory.pointer(thread + layout.offset("tstate.interp")) == interpreter;
    } catch (MemoryFault _) {
      return false;
    }
  }

  /// 2.7 links threads one way only.
  private boolean isNewest(Layout layout, long thread) {
    return !layout.has("tstate.prev") || memory.pointer(thread + layout.offset("tstate.prev")) == 0;
  }

  private boolean isDict(Layout layout, long object) {
    long type = memory.pointer(object + layout.offset("object.ob_type"));
    return (memory.i64(type + layout.offset("type.tp_flags")) >>> DICT_FLAG & 1) != 0;
  }

  /// Whether it matches and says itself that it is of the layout's version.
  boolean agrees(Layout layout, long interpreter) {
    return matches(layout, interpreter) && says(layout, interpreter);
  }

  /// Whether what matches says itself that it is of the layout's version.
  boolean says(Layout layout, long interpreter) {
    return release(layout, interpreter).filter(layout.version()::sameMinor).isPresent();
  }

  /// Whether `modules` is something else than a dict, or than nothing yet: that does not change.
  boolean isOther(Layout layout, long interpreter) {
    try {
      long modules = memory.pointer(interpreter + layout.offset("interp.modules"));
      return modules != 0 && !isDict(layout, modules);
    } catch (MemoryFault _) {
      return true;
    }
  }

  /// What `sys.hexversion` of the interpreter says.
  Optional<PythonVersion> release(Layout layout, long interpreter) {
    return sys(layout, interpreter, "hexversion").map(PythonVersion::ofHex);
  }

  /// Python 2 was built with characters of two bytes or of four: `sys.maxunicode` tells.
  Layout withCharacterWidth(Layout layout, long interpreter) {
    boolean narrow =
        layout.has(WIDTH) && sys(layout, interpreter, "maxunicode").equals(Optional.of(0xffffL));
    return narrow ? layout.with(Map.of(WIDTH, 2), Learnt.SYS) : layout;
  }

  private Optional<Long> sys(Layout layout, long interpreter, String name) {
    try {
      Heap heap = new Heap(memory, layout, Map.of()).within(Budget.ofValue());
      return Dicts.find(heap, heap.pointer(interpreter, "interp.sysdict"), name)
          .flatMap(value -> Ints.small(heap, value));
    } catch (MemoryFault _) {
      return Optional.empty(); // the caller says that it could not be confirmed
    }
  }
}
