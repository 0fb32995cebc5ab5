"""The names that items have in classes derived from `tuple`: in those of `collections.namedtuple`, and in struct
sequences written in C, such as `sys.version_info`."""

from pmdb_python.objects import classes, sequences, strings
from pmdb_python.objects.heap import HEAP_TYPE, TUPLE

_MOST_FIELDS = 1024
_MOST_NAME = 256
# `sizeof(PyMemberDef)`.
_MEMBER = 40


def names(heap, kind, size):
    """Where each of `size` items has one; else empty."""
    found = _member_names(heap, kind, size) if "." in kind.name else _field_names(heap, kind)
    return found if len(found) == size else []


def find(heap, address, name):
    """Address of the item of that name, None where no item of the tuple has it."""
    found = names(heap, heap.type_of(address), heap.i64(address, "varobject.ob_size"))
    if name not in found:
        return None
    return heap.memory.pointer(address + heap.layout.offset("tuple.ob_item") + 8 * found.index(name))


def _member_names(heap, kind, size):
    """`tp_members`, which stand three words before `tp_dict` (`Include/cpython/object.h`)."""
    member, found = heap.memory.pointer(kind.address + heap.layout.offset("type.tp_dict") - 24), []
    while member and len(found) < min(size, _MOST_FIELDS):
        name = heap.memory.pointer(member)
        if not name:
            return []
        found.append(heap.memory.c_string(name, _MOST_NAME).decode("utf-8", "replace"))
        member += _MEMBER
    return found


def _field_names(heap, kind):
    """`_fields` of a namedtuple class, else empty."""
    fields = classes.find(heap, kind, "_fields") if kind.has(HEAP_TYPE) else None
    if fields is None or not heap.type_of(fields.value).has(TUPLE):
        return []
    return [strings.text(heap, item, "?") for item in sequences.tuple_items(heap, fields.value, _MOST_FIELDS)]
