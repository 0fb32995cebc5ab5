"""Finds the futures that a task completes when it is done, in the functions that it will call then: `asyncio.wait`,
`wait_for`, `shield` and `gather` keep the future in a closure or in the arguments of a `partial`, `TaskGroup` in the
object whose method is called."""

from pmdb_python.objects import attributes, sequences
from pmdb_python.target.memory import MemoryFault

_MOST_ITEMS = 256
_MOST_TIMERS = 100000
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

    def timed_by(self, loop):
        """Addresses of the futures and tasks with which a loop's timers were made, as by
        `loop.call_later(60, task.cancel)`."""
        found = {}
        try:
            timers = attributes.find(self._heap, loop, "_scheduled")
            for timer in sequences.first_of_list(self._heap, timers, _MOST_TIMERS) if timers else ():
                self._called(attributes.find(self._heap, timer, "_callback"), found)
                arguments = attributes.find(self._heap, timer, "_args")
                if arguments and self._heap.is_a(arguments, "tuple"):
                    self._add(sequences.tuple_items(self._heap, arguments, _MOST_ITEMS), found)
        except MemoryFault:
            pass  # what can not be read is not known to end anything
        return set(found)

    def _called(self, callback, into):
        fields = {"builtin_function_or_method": "cfunc.m_self", "method": "method.im_self"}
        field = fields.get(self._heap.type_of(callback).name) if callback else None
        if field:
            self._add([self._heap.pointer(callback, field)], into)
        else:
            self._collect(callback, into, 0)

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
