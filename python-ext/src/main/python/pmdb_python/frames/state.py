"""The global interpreter lock, the garbage collector, finalisation, and what a thread raises or handles."""

from pmdb_python.frames import raised
from pmdb_python.objects.describer import Limits, describe
from pmdb_python.target.memory import MemoryFault

_SUMMARY = Limits(1, 2, 8, 200)


class State:
    def __init__(self, heap, runtime):
        self._heap, self._runtime = heap, runtime

    def _has_runtime(self, field):
        return self._heap.has(field) and self._runtime.runtime != 0

    def knows_gil(self):
        known = self._heap.has("interp.ceval_gil") or self._has_runtime("runtime.gil_locked")
        return known or self._runtime.current_thread != 0

    def gil_holder(self, interpreter):
        """Address of the thread state that holds the lock of an interpreter; 0 when nobody does or the
        version does not tell."""
        heap = self._heap
        if heap.has("interp.ceval_gil"):
            gil = heap.pointer(interpreter, "interp.ceval_gil")
            return heap.pointer(gil, "gil.last_holder") if gil and heap.i32(gil, "gil.locked") == 1 else 0
        if not self._has_runtime("runtime.gil_locked"):
            current = self._runtime.current_thread
            return heap.memory.pointer(current) if current else 0
        locked = heap.i32(self._runtime.runtime, "runtime.gil_locked") == 1
        return heap.pointer(self._runtime.runtime, "runtime.tstate_current") if locked else 0

    def gil(self, interpreter):
        """Address of the lock of an interpreter; 0 where locks are variables without names."""
        heap = self._heap
        if heap.has("interp.ceval_gil"):
            return heap.pointer(interpreter, "interp.ceval_gil")
        if not self._has_runtime("runtime.gil_locked"):
            return 0
        return self._runtime.runtime + heap.layout.offset("runtime.gil_locked") - heap.layout.offset("gil.locked")

    def waits_for_gil(self, interpreter, futex):
        """Whether a thread that waits for a futex waits for the lock: it is in one of the conditions of
        `struct _gil_runtime_state` (`pycore_gil.h`)."""
        heap, gil = self._heap, self.gil(interpreter)
        return gil != 0 and heap.layout.offset("gil.cond") <= futex - gil < heap.layout.offset("gil.sizeof")

    def gil_disabled(self, interpreter):
        """Whether the interpreter runs without the lock, as free-threaded builds do unless told otherwise."""
        heap = self._heap
        return heap.has("gil.enabled") and heap.i32(heap.pointer(interpreter, "interp.ceval_gil"), "gil.enabled") == 0

    def collecting(self, interpreter):
        """Whether the interpreter's garbage collector runs."""
        if self._heap.has("interp.gc_collecting"):
            return self._heap.i32(interpreter, "interp.gc_collecting") == 1
        if self._runtime.collecting:
            return self._heap.memory.i32(self._runtime.collecting) == 1
        if not self._has_runtime("runtime.gc_collecting"):
            return False
        return self._heap.i32(self._runtime.runtime, "runtime.gc_collecting") == 1

    def finalizing(self):
        if not self._has_runtime("runtime.finalizing"):
            return False
        return self._heap.pointer(self._runtime.runtime, "runtime.finalizing") != 0

    def exceptions(self, thread):
        """Notes such as `raising ValueError('x')` and `handling KeyError('k')`."""
        notes = []
        try:
            for state, exception in raised.of(self._heap, thread):
                notes.append("%s %s" % (state, describe(self._heap, exception, _SUMMARY).text))
        except MemoryFault as fault:
            notes.append("its exceptions are not readable: %s" % fault)
        return notes
