"""Renders one value within limits: as `repr` would where Python knows the type, else as
`<module.Class object at 0x..., attribute=value>`."""

import collections
import contextlib

from pmdb_python.objects import forms
from pmdb_python.objects.budget import Budget
from pmdb_python.objects.heap import is_tagged_int
from pmdb_python.target.memory import MemoryFault

# Bounds of one question; `size` is in characters.
Limits = collections.namedtuple("Limits", "frames depth items size")
DEFAULT = Limits(10_000, 6, 64, 2_048)
# What was rendered; `type` is the bare name of its type, `problem` the first fault that was met, else empty.
Value = collections.namedtuple("Value", "address type text truncated problem")

_MOST_DEPTH = 64
# Damaged objects may refer to each other where sound ones can not.
_MOST_LEVELS = 100
_MOST_OBJECTS = 50_000
CUT = "\u2026"


def _length(text):
    """In UTF-16 units, which pmdb's limits are in."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _start(text, units):
    return text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore")


def describe(heap, denoted, limits=DEFAULT):
    """`denoted` is the address of an object, or what is none yet (`denoted.py`)."""
    describer = Describer(heap.within(Budget.of_value()), limits)
    stored = isinstance(denoted, int)
    address, name = (denoted, _type_name(heap, denoted)) if stored else (0, denoted.type(heap))
    if stored:
        describer.value(address)
    else:
        describer.guarded(0, lambda: denoted.render(describer))
    describer.note_spent()
    return Value(address, name, "".join(describer.out), describer.truncated, describer.problem)


def _type_name(heap, address):
    if is_tagged_int(address):
        return "int"
    try:
        return heap.type_of(address).short_name if address else "?"
    except MemoryFault:
        return "?"  # the text of the value says what failed


class Describer:
    """Text up to the limits; what can not be read becomes text as well."""

    def __init__(self, heap, limits):
        self.heap, self.limits = heap, limits
        self.out, self._length = [], 0
        self._open = set()
        self._depth = self._level = self._objects = 0
        self.truncated = self.full = False
        self.problem = ""

    def note_spent(self):
        if self.heap.is_spent():
            self.truncated = True
            self.problem = "shown as far as %s go: it is gigantic or damaged" % Budget.of_value()

    def value(self, address):
        """Renders the object there; what can not be read becomes text."""
        self._objects += 1
        if self.full or self._objects > _MOST_OBJECTS or self.heap.is_spent():
            self._end()
        elif not address:
            self.text("<NULL>")
        elif is_tagged_int(address):
            self.text(str((address - (1 << 64) if address >> 63 else address) >> 2))
        elif self._level >= _MOST_LEVELS:
            self.cut()
        else:
            self._level += 1
            try:
                self.guarded(address, lambda: self._object(address))
            finally:
                self._level -= 1

    def _object(self, address):
        kind = self.heap.type_of(address)
        forms.of(self.heap, kind)(self, address, kind)

    def guarded(self, address, render):
        try:
            render()
        except MemoryFault as fault:
            self._unreadable(address, fault)

    def _unreadable(self, address, fault):
        if self.heap.is_spent():
            self._end()
            return
        self.problem = self.problem or str(fault)
        self.text("<unreadable object at %#x>" % address)

    def text(self, text):
        """Appends, up to the limit of text."""
        if self.full:
            return
        room = max(self.limits.size - self._length, 0)
        if _length(text) <= room:
            self._append(text)
        else:
            self._append(_start(text, room))
            self._end()

    def _append(self, text):
        if text:
            self.out.append(text)
            self._length += _length(text)

    def cut(self):
        """Says that something is left out."""
        self.truncated = True
        if not self.full and not (self.out and self.out[-1].endswith(CUT)):
            self._append(CUT)

    def _end(self):
        """Says that all the rest is left out."""
        self.cut()
        self.full = True

    def doubt(self, what):
        """Says what is not as Python would show it."""
        self.truncated, self.problem = True, self.problem or what

    def partial(self):
        """Says that the text stands for more than it shows."""
        self.truncated = True

    @contextlib.contextmanager
    def nested(self, address, cyclic):
        """Yields whether the container's inside is to be rendered; a cycle becomes `cyclic`, as Python
        shows it."""
        if address in self._open:
            self.text(cyclic)
            yield False
            return
        self._open.add(address)
        self._depth += 1
        try:
            yield True
        finally:
            self._depth -= 1
            self._open.discard(address)

    def too_deep(self):
        return self._depth > min(self.limits.depth, _MOST_DEPTH)

    def items(self, count, render):
        """`render(i)` for as many of `count` items as the limits allow."""
        if self.too_deep() and count > 0:
            self.cut()
            return
        shown = min(count, self.limits.items)
        for i in range(shown):
            if self.full:
                break
            self.text(", " if i else "")
            render(i)
        if shown < count:
            self.text(", ")
            self.cut()
