package io.github.pmdb.cpython;

import io.github.pmdb.cpython.locate.PythonRuntime;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.memory.Addresses;
import java.util.OptionalLong;

/// The global interpreter lock, the garbage collector and finalisation.
final class RuntimeState {
  private final Heap heap;
  private final PythonRuntime runtime;

  RuntimeState(Heap heap, PythonRuntime runtime) {
    this.heap = heap;
    this.runtime = runtime;
  }

  /// Address of the thread state that holds the lock of an interpreter, absent when nobody does or
  /// the version does not tell.
  OptionalLong gilHolder(long interpreter) {
    if (heap.has("interp.ceval_gil")) {
      long gil = heap.pointer(interpreter, "interp.ceval_gil");
      boolean locked = gil != 0 && heap.i32(gil, "gil.locked") == 1;
      return locked ? present(heap.pointer(gil, "gil.last_holder")) : OptionalLong.empty();
    }
    if (heap.has("runtime.gil_locked") && runtime.runtime().isPresent()) {
      long address = runtime.runtime().getAsLong();
      boolean locked = heap.i32(address, "runtime.gil_locked") == 1;
      return locked
          ? present(heap.pointer(address, "runtime.tstate_current"))
          : OptionalLong.empty();
    }
    OptionalLong current = runtime.globals().currentThread();
    return current.isPresent()
        ? present(heap.memory().pointer(current.getAsLong()))
        : OptionalLong.empty();
  }

  /// Whether a thread that waits for a futex waits for an interpreter's lock: the futex is in one
  /// of the conditions of `struct _gil_runtime_state` (`pycore_gil.h`). That a thread has given the
  /// lock away and waits until another one took it is such a wait too. Up to 3.6, where those are
  /// variables without names, it is not known.
  boolean waitsForGil(long interpreter, long futex) {
    OptionalLong gil = gil(interpreter);
    return gil.isPresent()
        && Addresses.within(
            futex,
            gil.getAsLong() + heap.layout().offset("gil.cond"),
            gil.getAsLong() + heap.layout().offset("gil.sizeof"));
  }

  /// Address of the lock of an interpreter, absent where locks are variables without names.
  OptionalLong gil(long interpreter) {
    if (heap.has("interp.ceval_gil")) {
      return present(heap.pointer(interpreter, "interp.ceval_gil"));
    }
    if (heap.has("runtime.gil_locked") && runtime.runtime().isPresent()) {
      long locked = runtime.runtime().getAsLong() + heap.layout().offset("runtime.gil_locked");
      return OptionalLong.of(locked - heap.layout().offset("gil.locked"));
    }
    return OptionalLong.empty();
  }

  /// Whether the interpreter runs without the lock, as free-threaded builds do unless told
  /// otherwise.
  boolean gilDisabled(long interpreter) {
    return heap.has("gil.enabled")
        && heap.i32(heap.pointer(interpreter, "interp.ceval_gil"), "gil.enabled") == 0;
  }

  /// Whether the lock's state can be told at all.
  boolean knowsGil() {
    return heap.has("interp.ceval_gil")
        || (heap.has("runtime.gil_locked") && runtime.runtime().isPresent())
        || runtime.globals().currentThread().isPresent();
  }

  private static OptionalLong present(long address) {
    return address == 0 ? OptionalLong.empty() : OptionalLong.of(address);
  }

  /// Whether the interpreter's garbage collector runs.
  boolean collecting(long interpreter) {
    if (heap.has("interp.gc_collecting")) {
      return heap.i32(interpreter, "interp.gc_collecting") == 1;
    }
    OptionalLong global = runtime.globals().collecting();
    if (global.isPresent()) {
      return heap.memory().i32(global.getAsLong()) == 1;
    }
    return heap.has("runtime.gc_collecting")
        && runtime.runtime().isPresent()
        && heap.i32(runtime.runtime().getAsLong(), "runtime.gc_collecting") == 1;
  }

  /// Whether the runtime shuts down.
  boolean finalizing() {
    return heap.has("runtime.finalizing")
        && runtime.runtime().isPresent()
        && heap.pointer(runtime.runtime().getAsLong(), "runtime.finalizing") != 0;
  }
}
