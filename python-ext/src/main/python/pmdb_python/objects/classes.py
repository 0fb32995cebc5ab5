"""What classes and their bases define. Many instances share a class, so answers are kept."""

import collections

from pmdb_python.objects import dicts, member_def, sequences, strings
from pmdb_python.objects.heap import HEAP_TYPE, STATIC_BUILTIN

_MOST_MEMBERS = 10_000
_MOST_BASES = 512
# `_Py_MAX_MANAGED_STATIC_BUILTIN_TYPES`.
_MOST_STATIC_TYPES = 200
# Bytes by which the interpreters of debug builds are longer before the table.
_MOST_DEBUG_SHIFT = 24

# `owner` is the class that defines it, `value` an address.
Found = collections.namedtuple("Found", "owner value")
# An entry of `__slots__`; `offset` is that of the value in an instance.
Slot = collections.namedtuple("Slot", "name offset")


def find(heap, kind, name):
    """A class attribute: of the class or of the first in its `__mro__` that has it, or None."""
    return heap.remembered(("attribute", kind.address, name), lambda: _search(heap, kind, name))


def _search(heap, kind, name):
    for base in lineage(heap, kind):
        own = namespace(heap, base)
        value = dicts.find(heap, own, name) if own else None
        if value is not None:
            return Found(base, value)
    return None


def lineage(heap, kind):
    """`__mro__`."""
    mro = heap.pointer(kind.address, "type.tp_mro")
    return [heap.type(base) for base in sequences.tuple_items(heap, mro, _MOST_BASES)] if mro else [kind]


def namespace(heap, kind):
    """Address of `__dict__`, 0 where there is none."""
    found = heap.pointer(kind.address, "type.tp_dict")
    if found or not kind.has(STATIC_BUILTIN) or not heap.has("interp.types_builtins") or not heap.interpreter:
        return found
    return _dict_of_state(heap, kind)


def _dict_of_state(heap, kind):
    """Since 3.12 each interpreter has a dict of its own for each builtin type. The type has the index, from 1, where
    its subclasses were (`managed_static_type_state` in `pycore_interp_structs.h`, `pycore_typeobject.h`); since 3.13
    it may be one of those of extension modules."""
    index = heap.i64(kind.address, "type.tp_subclasses") - 1
    for table in ("interp.types_builtins", "interp.types_extensions"):
        if heap.has(table) and 0 <= index < _MOST_STATIC_TYPES:
            size = heap.layout.offset("typestate.sizeof")
            first = heap.interpreter + heap.layout.offset(table) + index * size
            for state in range(first, first + _MOST_DEBUG_SHIFT + 1, 8):
                if heap.memory.pointer(state) == kind.address:
                    return heap.pointer(state, "typestate.tp_dict")
    return 0


def names(heap, kind):
    """Names of the attributes that the class and its bases define, the class's own first."""
    found = {}
    for base in lineage(heap, kind):
        own = namespace(heap, base)
        for key, _ in dicts.entries(heap, own, _MOST_MEMBERS) if own else ():
            name = strings.text(heap, key)
            if name is not None:
                found[name] = True
    return list(found)


def slots(heap, kind):
    """The slots of a class and its bases. Only one chain of bases can have any."""
    return heap.remembered(("slots", kind.address), lambda: _read_slots(heap, kind))


def _read_slots(heap, kind):
    found = []
    for _ in range(_MOST_BASES):
        if not kind.has(HEAP_TYPE):
            break
        own = namespace(heap, kind)
        if own:
            found += _own_slots(heap, own, kind.basic_size)
        if not kind.base:
            break
        kind = heap.type(kind.base)
    return found


def _own_slots(heap, own, size):
    found = []
    for key, value in dicts.entries(heap, own, _MOST_MEMBERS):
        if heap.type_of(value).name == "member_descriptor":
            kind, offset = member_def.of(heap, value)
            name = strings.text(heap, key, "?")
            listed = name not in ("__weakref__", "__dict__")
            if kind in (member_def.OBJECT, member_def.OBJECT_EX) and listed and 0 < offset < size:
                found.append(Slot(name, offset))
    if heap.has("dict.ma_table"):  # 2.7, whose dicts have no order
        found.sort(key=lambda slot: slot.offset)
    return found


def full_name(heap, kind):
    """`module.qualname` of a type as `repr` shows it."""
    if not kind.has(HEAP_TYPE):
        return kind.name
    name = qualified_name(heap, kind)
    module = find(heap, kind, "__module__")
    text = strings.text(heap, module.value) if module else None
    return name if text in (None, "builtins", "__builtin__") else text + "." + name


def qualified_name(heap, kind):
    """`__qualname__`."""
    if not kind.has(HEAP_TYPE):
        return kind.short_name
    field = "heaptype.ht_qualname" if heap.has("heaptype.ht_qualname") else "heaptype.ht_name"
    return strings.text(heap, heap.pointer(kind.address, field), kind.short_name)
