package io.github.pmdb.cpython.frame;

import io.github.pmdb.cpython.object.Heap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;

/// The code objects that frames run, each read once: threads and recursions run the same ones. For
/// a memory that stands still, or for one look at a running one.
public final class Codes {
  private final LongPredicate constant;
  private final Map<Long, CodeObject> known = new ConcurrentHashMap<>();

  /// @param constant whether an address is of a file's read-only data: code objects there are
  ///   CPython's own stand-ins, and a core seldom holds them
  public Codes(LongPredicate constant) {
    this.constant = constant;
  }

  boolean isConstant(long address) {
    return constant.test(address);
  }

  /// Another one may lie there by now.
  void forget(long address) {
    known.remove(address);
  }

  /// @throws io.github.pmdb.memory.MemoryFault when no code object lies there
  CodeObject at(Heap heap, long address) {
    CodeObject code = known.get(address);
    if (code == null) {
      code = CodeObject.read(heap, address);
      if (!heap.isSpent()) { // its names may be missing then
        known.put(address, code);
      }
    }
    return code;
  }
}
