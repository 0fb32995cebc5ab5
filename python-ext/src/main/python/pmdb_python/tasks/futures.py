"""Reads futures and tasks, which are objects of C (`FutureObj`, `TaskObj` in `Modules/_asynciomodule.c`) or of Python
(`Lib/asyncio/futures.py`, `tasks.py`), and classes derived from either."""

from pmdb_python.objects import attributes, ints, sequences, strings
from pmdb_python.objects.heap import INT
from pmdb_python.target.memory import bounded, malformed

C_TASK, C_FUTURE, PYTHON_TASK, PYTHON_FUTURE, OTHER = "C task", "C future", "Python task", "Python future", ""
# The states of `fut_state`.
PENDING, CANCELLED, FINISHED = _STATES = ("PENDING", "CANCELLED", "FINISHED")
_SHIELD = "_outer_done_callback"
_MOST_BASES = 64
_MOST_ITEMS = 100_000
_MOST_CELLS = 256
# The field after which 3.10.3 got one more.
_LAST_UNMOVED = "future.exception"


class Futures:
    def __init__(self, heap):
        self._heap, self._kinds = heap, {}
        # What the C fields behind _LAST_UNMOVED are off by: -8 in 3.10.0 to 3.10.2.
        self._drift = 0

    def learn(self, modules):
        """Learns the classes of an interpreter; a fault when the build has tasks of another layout."""
        self._learn(modules.attribute("asyncio.futures", "_PyFuture"), PYTHON_FUTURE)
        self._learn(modules.attribute("asyncio.tasks", "_PyTask"), PYTHON_TASK)
        task = modules.attribute("_asyncio", "Task")
        if task:
            self._measure(task)
            self._learn(task, C_TASK)
            self._learn(modules.attribute("_asyncio", "Future"), C_FUTURE)

    def _learn(self, kind, what):
        if kind:
            self._kinds[kind] = what

    def _measure(self, kind):
        heap = self._heap
        if not heap.has("task.coro"):
            raise malformed(kind, "the layout of tasks of this build is not known")
        size = heap.i64(kind, "type.tp_basicsize")
        difference = size - heap.layout.offset("task.sizeof")
        if difference and not (difference == -8 and heap.layout.version[:2] == (3, 10)):
            raise malformed(kind, "tasks of this build have %d bytes" % size)
        self._drift = difference

    def kind(self, address):
        kind = self._heap.type_of(address)
        known = self._kinds.get(kind.address)
        if known is None:
            known = self._kinds[kind.address] = self._inherited(kind)
        return known

    def _inherited(self, kind):
        base = kind.base
        for _ in range(_MOST_BASES):
            if not base:
                break
            if base in self._kinds:
                return self._kinds[base]
            base = self._heap.type(base).base
        return OTHER

    def is_task(self, address):
        return self.kind(address) in (C_TASK, PYTHON_TASK)

    def is_future(self, address):
        return self.kind(address) != OTHER

    def _is_c(self, address):
        return self.kind(address) in (C_TASK, C_FUTURE)

    def _slot(self, field):
        offset = self._heap.layout.offset(field)
        return offset + self._drift if offset > self._heap.layout.offset(_LAST_UNMOVED) else offset

    def _field(self, address, in_c, in_python):
        """A field by its name in C, and in Python; 0 for none and for `None`."""
        if self._is_c(address):
            value = self._heap.memory.pointer(address + self._slot(in_c))
        else:
            value = attributes.find(self._heap, address, in_python) or 0
        return 0 if not value or self._heap.type_of(value).name == "NoneType" else value

    def state(self, address):
        if self._is_c(address):
            state = self._heap.memory.i32(address + self._slot("future.state"))
            return _STATES[bounded(state, len(_STATES) - 1, address, "state as a future")]
        found = attributes.find(self._heap, address, "_state")
        state = strings.text(self._heap, found, "?") if found else PENDING  # the class has that one
        if state not in _STATES:
            raise malformed(address, "the future there has no state")
        return state

    def loop(self, address):
        return self._field(address, "future.loop", "_loop")

    def exception(self, address):
        return self._field(address, "future.exception", "_exception")

    def result(self, address):
        """Address of the result; the object `None` has one too."""
        if self._is_c(address):
            return self._heap.memory.pointer(address + self._slot("future.result"))
        return attributes.find(self._heap, address, "_result") or 0

    def coroutine(self, task):
        return self._field(task, "task.coro", "_coro")

    def waiter(self, task):
        """What the task awaits: a future, another task, or 0."""
        return self._field(task, "task.fut_waiter", "_fut_waiter")

    def name(self, task):
        """The name, empty where the version has none. It is a bare number until somebody asks for it."""
        if self._is_c(task) and not self._heap.has("task.name"):
            return ""
        name = self._field(task, "task.name", "_name")
        if not name:
            return ""
        if not self._heap.type_of(name).has(INT):
            return strings.text(self._heap, name, "")
        number = ints.small(self._heap, name)
        return "" if number is None else "Task-%d" % number

    def children(self, future):
        """Addresses of the futures that a `_GatheringFuture` collects; empty for others."""
        if self._heap.type_of(future).short_name != "_GatheringFuture":
            return []
        found = attributes.find(self._heap, future, "_children")
        return sequences.first_of_list(self._heap, found, _MOST_ITEMS) if found else []

    def ends_with_all(self, gather):
        """Whether a `gather` goes on until all that it collects is done, whatever fails: its callback has
        `return_exceptions` in its closure. What collects others in turn may fail by any of those."""
        children = self.children(gather)
        return any(self._returns_exceptions(child, gather) for child in children) and not any(
            self.children(child) or self.shielded(child) for child in children)

    def _returns_exceptions(self, child, gather):
        found = (self.closure(function) for function in self._functions(child))
        return any(self._is_true(value) for values in found if gather in values for value in values)

    def _is_true(self, value):
        return value and self._heap.is_a(value, "bool") and ints.small(self._heap, value) == 1

    def is_shield(self, future):
        """Whether it stands for another one that `shield` keeps from being cancelled, since 3.8."""
        return bool(self._shields(future))

    def shielded(self, future):
        """Addresses of what such a one stands for; empty for others."""
        found = [value for function in self._shields(future) for value in self.closure(function)]
        return [value for value in found if value and self._completes(value, future)]

    def _completes(self, one, other):
        """Whether a function that is called when the one is done knows the other. In the closure of `shield` lies the
        task that called it, too."""
        return any(other in self.closure(function) for function in self._functions(one))

    def _shields(self, future):
        """The functions that `shield` has called when its future is done."""
        heap = self._heap
        return [
            back for back in self._functions(future)
            if strings.equals(heap, heap.pointer(back, "func.func_name"), _SHIELD)]

    def _functions(self, future):
        """The functions of Python's that are called when it is done; none of what is no future."""
        return [back for back in self.callbacks(future) if self._heap.is_a(back, "function")] if self.is_future(future) else []

    def closure(self, function):
        """Addresses of the values that a function has of those around it, 0 for a name without any."""
        cells = self._heap.pointer(function, "func.func_closure")
        found = sequences.tuple_items(self._heap, cells, _MOST_CELLS) if cells else ()
        return [self._heap.pointer(cell, "cell.ob_ref") for cell in found]

    def callbacks(self, future):
        """Addresses of the functions that are called when it is done."""
        found = []
        if self._is_c(future):
            first = self._heap.pointer(future, "future.callback0")
            found += [first] if first else []
        pairs = self._field(future, "future.callbacks", "_callbacks")
        for pair in sequences.first_of_list(self._heap, pairs, _MOST_ITEMS) if pairs else ():
            found += sequences.tuple_items(self._heap, pair, 2)[:1]
        return found
