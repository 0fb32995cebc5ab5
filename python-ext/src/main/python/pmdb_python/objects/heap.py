"""The target's objects: fields by the names of a layout, and types."""

import collections
from struct import unpack

from pmdb_python.target.memory import MemoryFault, malformed

# Bits of `tp_flags` (`Include/object.h`). SHORT_INT is `int` of Python 2, whose `long` has the bit of `int` today.
STATIC_BUILTIN, INLINE_VALUES, MANAGED_DICT, HEAP_TYPE, SHORT_INT = 1, 2, 4, 9, 23
INT, LIST, TUPLE, BYTES, STR, DICT, EXCEPTION, TYPE = range(24, 32)
_MOST_NAME = 512
_MOST_BASES = 64
_MOST_BEHIND = 64


class PyType(collections.namedtuple("PyType", "address name flags basic_size item_size dict_offset base")):
    """A type object. `name` is tp_name: dotted for C types outside builtins, `?` where it is not readable."""

    def has(self, flag):
        return self.flags >> flag & 1 != 0

    @property
    def short_name(self):
        return self.name.rpartition(".")[2]


def is_tagged_int(reference):
    """A stack reference of CPython 3.14 that is a small integer without an object."""
    return reference & 3 == 3


class Heap:
    """`interpreter` is the address of the one whose objects these are, 0 where none is meant. `type_names` are names of types learnt elsewhere, for cores without read-only data. `known` keeps what
    readers learn of types: answers of a question whose budget is spent are not kept, since they may lack something."""

    def __init__(self, memory, layout, interpreter=0, type_names=None, known=None, budgets=()):
        self.memory, self.layout, self.interpreter, self.type_names = memory, layout, interpreter, type_names or {}
        self.known = {} if known is None else known
        self.has = layout.has
        self._budgets = budgets

    def within(self, budget):
        """The same objects, of which no more is read than a budget allows."""
        return self._with(budget.over(self.memory), self.layout, self._budgets + (budget,))

    def refined(self, layout):
        """The same objects with a layout that knows more."""
        return self._with(self.memory, layout, self._budgets)

    def over(self, memory):
        """The same objects, of which some memory is seen in another way."""
        return self._with(memory, self.layout, self._budgets)

    def _with(self, memory, layout, budgets):
        return Heap(memory, layout, self.interpreter, self.type_names, self.known, budgets)

    def is_spent(self):
        """Whether a budget is spent, so that what was read may lack something."""
        return any(budget.is_spent() for budget in self._budgets)

    def remembered(self, key, read):
        """What `read()` gave the first time."""
        if key in self.known:
            return self.known[key]
        value = read()
        if not self.is_spent():
            self.known[key] = value
        return value

    def has_python2(self):
        return self.has("unicode2.str")

    def at_least(self, major, minor):
        return self.layout.version[:2] >= (major, minor)

    def pointer(self, struct, field):
        return self.memory.pointer(struct + self.layout.offset(field))

    def i64(self, struct, field):
        return self.memory.i64(struct + self.layout.offset(field))

    def i32(self, struct, field):
        return self.memory.i32(struct + self.layout.offset(field))

    def f64(self, struct, field):
        return unpack("<d", self.memory.bytes(struct + self.layout.offset(field), 8))[0]

    def u8(self, struct, field):
        return self.memory.u8(struct + self.layout.offset(field))

    def reference(self, address):
        """A `_PyStackRef` of CPython 3.14 as a pointer, 0 for NULL (`Include/internal/pycore_stackref.h`,
        default build: bit 0 is a flag, 1 is NULL). A plain pointer stays what it is."""
        word = self.memory.pointer(address)
        return word if is_tagged_int(word) or not self.at_least(3, 14) else word & ~1

    def type_of(self, address):
        return self.type(self.pointer(address, "object.ob_type"))

    def type(self, address):
        """The type object there, or a fault."""
        return self.remembered(address, lambda: self._read_type(address))

    def _read_type(self, address):
        meta = self.pointer(address, "object.ob_type")
        if not self.i64(meta, "type.tp_flags") >> TYPE & 1:
            raise malformed(address, "no type object lies there")
        sizes = [self.i64(address, "type." + f) for f in ("tp_flags", "tp_basicsize", "tp_itemsize", "tp_dictoffset")]
        return PyType(address, self._type_name(address), *sizes, self.pointer(address, "type.tp_base"))

    def _type_name(self, address):
        try:
            name = self.memory.c_string(self.pointer(address, "type.tp_name"), _MOST_NAME)
        except MemoryFault:
            name = b""  # read-only data is often not in a core
        return name.decode("utf-8", "replace") or self.type_names.get(address, "?")

    def builtin_base(self, kind):
        """The first type in the chain of bases that is written in C, or None."""
        for _ in range(_MOST_BASES):
            if not kind.has(HEAP_TYPE) or "." in kind.name:
                return kind
            if not kind.base:
                return None
            kind = self.type(kind.base)
        return None

    def is_a(self, address, name):
        """Whether the object's type, or a base of it, is the C type of that tp_name."""
        base = self.builtin_base(self.type_of(address))
        return base is not None and base.name == name

    def shown_name(self, kind, base):
        """The name that Python shows for objects of a type: subclasses of C types have their own since 3.7. `base` is the
        name of the C type, in what came before."""
        return kind.short_name if self.at_least(3, 7) else base

    def behind_head(self, address, index):
        """One of the words that follow the object's head."""
        return self.memory.pointer(address + self.layout.offset("object.sizeof") + 8 * index)

    def behind(self, address, name, field):
        """What objects of a type, one that has no subclasses, stand for; any other object is itself."""
        at = address
        for _ in range(_MOST_BEHIND):
            if self.type_of(at).name != name:
                return at
            at = self.pointer(at, field)
        raise malformed(address, "the %s there leads to no other object" % name)

    def is_exception(self, address):
        return self.type_of(address).has(EXCEPTION)

    def is_cell(self, address):
        """Where the type has no name its size decides: a slot not made a cell yet holds an argument."""
        kind = self.type_of(address)
        return kind.name == "cell" or (kind.name == "?" and kind.basic_size == self.layout.offset("cell.sizeof"))
