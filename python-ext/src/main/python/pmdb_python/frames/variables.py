"""The variables of a frame."""

import collections

from pmdb_python.objects import dicts, strings
from pmdb_python.objects.heap import DICT

# `scope` is argument, local, global or builtin; `value` an address.
Slot = collections.namedtuple("Slot", "name scope value")

_MOST_VARIABLES = 65_536
# `co_flags` and `co_localspluskinds` (`Include/cpython/code.h`, `Include/internal/pycore_code.h`).
_OPTIMIZED, _VARARGS, _VARKEYWORDS = 1, 4, 8
_HIDDEN, _CELL, _FREE = 0x10, 0x40, 0x80


class Variables:
    """Of the frame at an address."""

    def __init__(self, heap, frame):
        self._heap, self._frame = heap, frame
        self._struct = "frame" if heap.has("tstate.frame") else "iframe"
        field = "f_code" if heap.has(self._struct + ".f_code") else "f_executable"
        self._code = heap.reference(frame + heap.layout.offset("%s.%s" % (self._struct, field)))

    def _namespace(self, field):
        return self._heap.pointer(self._frame, "%s.%s" % (self._struct, field))

    def local(self):
        """Arguments, local variables, cells; those that are not bound yet are left out."""
        if not self._heap.i32(self._code, "code.co_flags") & _OPTIMIZED:
            return self._of_dict()
        return self._of_kinds() if self._heap.has("code.co_localsplusnames") else self._of_names()

    def arguments(self):
        return [slot for slot in self.local() if slot.scope == "argument"]

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
            name = strings.text(self._heap, key)
            if name is not None:
                found.append(Slot(name, scope, value))
        return found

    def _tuple(self, field):
        return strings.items(self._heap, self._heap.pointer(self._code, field), _MOST_VARIABLES)

    def _of_names(self):
        count, slots = self._argument_count(), []
        names = self._tuple("code.co_varnames")
        cells = self._tuple("code.co_cellvars") + self._tuple("code.co_freevars")
        for i, name in enumerate(names + cells):
            self._add(slots, name, i, "argument" if i < min(count, len(names)) else "local", i >= len(names))
        return slots

    def _of_kinds(self):
        count, slots = self._argument_count(), []
        names = self._tuple("code.co_localsplusnames")
        kinds = strings.content(self._heap, self._heap.pointer(self._code, "code.co_localspluskinds"), _MOST_VARIABLES)
        for i, (name, kind) in enumerate(zip(names, kinds)):
            if not kind & _HIDDEN:
                self._add(slots, name, i, "argument" if i < count else "local", kind & (_CELL | _FREE) != 0)
        return slots

    def _add(self, slots, name, index, scope, may_be_cell):
        field = "frame.f_localsplus" if self._struct == "frame" else "iframe.localsplus"
        value = self._heap.reference(self._frame + self._heap.layout.offset(field) + 8 * index)
        if value and may_be_cell and self._heap.is_cell(value):
            value = self._heap.pointer(value, "cell.ob_ref")
        if value:
            slots.append(Slot(strings.text(self._heap, name, "?"), scope, value))

    def _argument_count(self):
        flags = self._heap.i32(self._code, "code.co_flags")
        count = self._heap.i32(self._code, "code.co_argcount") + self._heap.i32(self._code, "code.co_kwonlyargcount")
        return count + (flags & _VARARGS != 0) + (flags & _VARKEYWORDS != 0)
