"""The class `greenlet.greenlet` of each interpreter that imported it, and those derived from it."""

from pmdb_python.objects import strings
from pmdb_python.objects.heap import TYPE
from pmdb_python.target.memory import MemoryFault
from pmdb_python.tasks.modules import Modules

_MOST_BASES = 64
_MODULES = ("greenlet", "greenlet._greenlet")


class Kinds:
    """`release` is `__version__` of the library, empty where it was not found."""

    def __init__(self, heap, interpreters):
        self._heap, self._roots, self.release = heap, {}, ""
        for interpreter in interpreters:
            modules = Modules(heap, interpreter)
            for module in _MODULES:
                found = modules.attribute(module, "greenlet")
                if found and heap.type_of(found).has(TYPE):
                    self._roots[found] = True
                version = modules.attribute(module, "__version__")
                self.release = (version and strings.text(heap, version)) or self.release

    def are_there(self):
        """Whether the library is loaded, so that there can be greenlets."""
        return bool(self._roots)

    def root(self):
        """`greenlet.greenlet` itself, or None."""
        return next((self._heap.type(root) for root in self._roots), None)

    def includes(self, kind):
        """Whether objects of the type at an address are greenlets; a fault where no type is."""
        for _ in range(_MOST_BASES):
            if kind in self._roots or not kind:
                return kind != 0
            kind = self._heap.type(kind).base
        return False

    def is_at(self, address):
        try:
            return self.includes(self._heap.pointer(address, "object.ob_type"))
        except MemoryFault:
            return False  # nothing lies there
