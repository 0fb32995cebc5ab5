"""The global interpreter lock, the garbage collector, finalisation, and what a thread raises or handles."""

from pmdb_python.objects.describer import Limits, describe
from pmdb_python.target.memory import MemoryFault

_MOST_NESTING = 1000
_SUMMARY = Limits(1, 2, 8, 200)


class State:
    def __init__(self, heap, runtime):
        self._heap, self._runtime = heap, runtime

    def _has_runtime(self, field):
        return self._heap.has(field) and self._runtime.runtime != 0

    def knows_gil(self):
        return self._heap.has("interp.ceval_gil") or self._has_runtime("runtime.gil_locked")

    def gil_holder(self, interpreter):
        """Address of the thread state that holds the lock of an interpreter; 0 when nobody does or the
        version does not tell."""
        heap = self._heap
        if heap.has("interp.ceval_gil"):
            gil = heap.pointer(interpreter, "interp.ceval_gil")
            return heap.pointer(gil, "gil.last_holder") if gil and heap.i32(gil, "gil.locked") == 1 else 0
        if not self._has_runtime("runtime.gil_locked"):
            return 0
        locked = heap.i32(self._runtime.runtime, "runtime.gil_locked") == 1
        return heap.pointer(self._runtime.runtime, "runtime.tstate_current") if locked else 0

    def collecting(self, interpreter):
        """Whether the interpreter's garbage collector runs."""
        if self._heap.has("interp.gc_collecting"):
            return self._heap.i32(interpreter, "interp.gc_collecting") == 1
        if not self._has_runtime("runtime.gc_collecting"):
            return False
        return self._heap.i32(self._runtime.runtime, "runtime.gc_collecting") == 1

    def finalizing(self):
        if not self._has_runtime("runtime.finalizing"):
            return False
        return self._heap.pointer(self._runtime.runtime, "runtime.finalizing") != 0

    def exceptions(self, thread):
        """Notes such as `raising ValueError('x')` and `handling KeyError('k')`."""
        notes, heap = [], self._heap
        try:
            raised = self._raised(thread)
            if heap.is_exception(raised):
                notes.append("raising " + describe(heap, raised, _SUMMARY).text)
            handled = self._handled(thread)
            if handled != raised and heap.is_exception(handled):
                notes.append("handling " + describe(heap, handled, _SUMMARY).text)
        except MemoryFault as fault:
            notes.append("its exceptions are not readable: %s" % fault)
        return notes

    def _raised(self, thread):
        since = "tstate.current_exception"
        return self._heap.pointer(thread, since if self._heap.has(since) else "tstate.curexc_value")

    def _handled(self, thread):
        """The innermost `_PyErr_StackItem` that holds an exception; up to 3.6 the thread has one itself."""
        heap = self._heap
        if not heap.has("tstate.exc_info"):
            return heap.pointer(thread, "tstate.exc_value")
        item = heap.pointer(thread, "tstate.exc_info")
        for _ in range(_MOST_NESTING):
            if not item:
                break
            value = heap.pointer(item, "errstack.exc_value")
            if heap.is_exception(value):
                return value
            item = heap.pointer(item, "errstack.previous_item")
        return 0
