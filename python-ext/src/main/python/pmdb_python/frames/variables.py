"""The variables of a frame."""

import collections

from pmdb_python.frames import fields
from pmdb_python.objects import dicts, sequences, strings
from pmdb_python.objects.heap import DICT
from pmdb_python.target.memory import MemoryFault

# `scope` is argument, local, cell, free, global or builtin; `value` an address.
Slot = collections.namedtuple("Slot", "name scope value")

_MOST_VARIABLES = 65_536
_UNREADABLE = "?"  # stands for a name that can not be read
# `co_flags` and `co_localspluskinds` (`Include/cpython/code.h`, `Include/internal/pycore_code.h`).
_OPTIMIZED, _VARARGS, _VARKEYWORDS = 1, 4, 8
_HIDDEN, _LOCAL, _CELL, _FREE = 0x10, 0x20, 0x40, 0x80


def struct_of(heap):
    """What frames are: objects up to 3.10, structs since."""
    return "frame" if heap.has("tstate.frame") else "iframe"


def code_of(heap, frame):
    """Address of the code object that a frame runs."""
    return heap.reference(frame + heap.layout.offset(fields.code(heap)))


def globals_of(heap, frame):
    """Address of the dict of the frame's module."""
    return heap.pointer(frame, struct_of(heap) + ".f_globals")


class Variables:
    """Of the frame at an address."""

    def __init__(self, heap, frame):
        self._heap, self._frame = heap, frame
        self._struct = struct_of(heap)
        self._code = code_of(heap, frame)

    def _namespace(self, field):
        return self._heap.pointer(self._frame, "%s.%s" % (self._struct, field))

    def local(self):
        """Arguments, local variables, cells; those that are not bound yet are left out."""
        # The second: where in the first the slot of a name is.
        self._slots, self._indexes = [], {}
        if not self._heap.i32(self._code, "code.co_flags") & _OPTIMIZED:
            return self._of_dict()
        return self._of_kinds() if self._heap.has("code.co_localsplusnames") else self._of_names()

    def globals(self):
        """The names of the frame's module."""
        return self._named(self._namespace("f_globals"), "global")

    def find(self, name):
        """As the running frame would: in its locals, then the globals, then the builtins; or None."""
        for slot in self.local():
            if slot.name == name:
                return slot
        for field, scope in (("f_globals", "global"), ("f_builtins", "builtin")):
            value = dicts.find(self._heap, self._namespace(field), name)
            if value:
                return Slot(name, scope, value)
        return None

    def _of_dict(self):
        """Of a module or a class body."""
        namespace = self._namespace("f_locals")
        if not namespace or not self._heap.type_of(namespace).has(DICT):
            return []  # not made yet, or some other mapping of a metaclass
        return self._named(namespace, "global" if namespace == self._namespace("f_globals") else "local")

    def _named(self, namespace, scope):
        found = []
        for key, value in dicts.entries(self._heap, namespace, _MOST_VARIABLES):
            name = self._name(key, None)
            if name is not None:
                found.append(Slot(name, scope, value))
        return found

    def _tuple(self, field):
        return sequences.tuple_items(self._heap, self._heap.pointer(self._code, field), _MOST_VARIABLES)

    def _of_names(self):
        """Up to 3.10: `co_varnames`, then `co_cellvars`, then `co_freevars`."""
        count, at = self._argument_count(), 0
        for names, cells in (("co_varnames", False), ("co_cellvars", True), ("co_freevars", True)):
            for name in self._tuple("code." + names):
                scope = names[3:7] if cells else "argument" if at < count else "local"
                self._add(name, at, scope, cells)
                at += 1
        return self._slots

    def _of_kinds(self):
        count = self._argument_count()
        names = self._tuple("code.co_localsplusnames")
        kinds = strings.content(self._heap, self._heap.pointer(self._code, "code.co_localspluskinds"), _MOST_VARIABLES)
        for i, (name, kind) in enumerate(zip(names, kinds)):
            if not kind & _HIDDEN:
                self._add(name, i, "argument" if i < count else _scope(kind), kind & (_CELL | _FREE) != 0)
        return self._slots

    def _add(self, name, index, scope, may_be_cell):
        field = "frame.f_localsplus" if self._struct == "frame" else "iframe.localsplus"
        value = self._heap.reference(self._frame + self._heap.layout.offset(field) + 8 * index)
        if value and may_be_cell:
            value = self._content(value)
        if value:
            self._put(Slot(self._name(name, _UNREADABLE), scope, value))

    def _name(self, address, otherwise):
        """A name that is damaged does not hide its value, nor the variables beside it."""
        try:
            return strings.text(self._heap, address, otherwise)
        except MemoryFault:
            return _UNREADABLE

    def _content(self, value):
        """What a slot refers to, through its cell; 0 when that is empty."""
        try:
            return self._heap.pointer(value, "cell.ob_ref") if self._heap.is_cell(value) else value
        except MemoryFault:
            return value  # is shown as the unreadable object that it is

    def _put(self, slot):
        """An argument that an inner function uses lives in a cell; 2.7 leaves what was passed in the argument's slot as
        well, and the cell is what counts."""
        index = self._indexes.get(slot.name) if slot.scope == "cell" else None
        if index is not None:
            self._slots[index] = Slot(slot.name, self._slots[index].scope, slot.value)
        else:
            self._indexes.setdefault(slot.name, len(self._slots))
            self._slots.append(slot)

    def _argument_count(self):
        heap, flags = self._heap, self._heap.i32(self._code, "code.co_flags")
        keyword_only = heap.i32(self._code, "code.co_kwonlyargcount") if heap.has("code.co_kwonlyargcount") else 0
        count = heap.i32(self._code, "code.co_argcount") + keyword_only
        return count + (flags & _VARARGS != 0) + (flags & _VARKEYWORDS != 0)


def _scope(kind):
    if kind & _FREE:
        return "free"
    return "cell" if kind & _CELL and not kind & _LOCAL else "local"
