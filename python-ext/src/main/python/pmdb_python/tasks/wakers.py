"""Finds the futures that a task completes when it is done, in the functions that it will call then: `asyncio.wait`,
`wait_for`, `shield` and `gather` keep the future in a closure or in the arguments of a `partial`, `TaskGroup` in the
object whose method is called."""

from pmdb_python.objects import attributes, sequences
from pmdb_python.target.memory import MemoryFault

_MOST_ITEMS = 256
_MOST_NESTING = 3


class Wakers:
    def __init__(self, heap, futures):
        self._heap, self._futures = heap, futures

    def completed_by(self, task):
        """Addresses of the futures."""
        found = {}
        try:
            for callback in self._futures.callbacks(task):
                self._collect(callback, found, 0)
        except MemoryFault:
            return list(found)  # a tie that can not be read is not shown
        found.pop(task, None)
        return list(found)

    def _collect(self, callback, into, nesting):
        if not callback or nesting > _MOST_NESTING:
            return
        heap, name = self._heap, self._heap.type_of(callback).name
        if name == "function":
            self._add(self._futures.closure(callback), into)
        elif name == "functools.partial":  # partialobject: fn, args, kw
            head = callback + heap.layout.offset("varobject.ob_size")
            self._collect(heap.memory.pointer(head), into, nesting + 1)
            self._add(sequences.tuple_items(heap, heap.memory.pointer(head + 8), _MOST_ITEMS), into)
        elif name == "method":
            owner = heap.pointer(callback, "method.im_self")
            if not self._futures.is_future(owner):
                self._add([value for _, value in attributes.of(heap, owner)], into)

    def _add(self, values, into):
        for value in values:
            if value and self._futures.is_future(value):
                into[value] = True
