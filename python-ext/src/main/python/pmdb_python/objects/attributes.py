"""Lists the attributes that an instance itself holds: its `__dict__`, wherever the version keeps that, and
its `__slots__`."""

from pmdb_python.objects import dicts, strings
from pmdb_python.objects.heap import HEAP_TYPE, INLINE_VALUES, INT, MANAGED_DICT

_MOST_ATTRIBUTES = 10_000
_MOST_BASES = 64
# `PyMemberDef.type` of an object slot (`Include/structmember.h`, `descrobject.h`).
_OBJECT_KINDS = (6, 16)


def of(heap, address):
    """(name, address of the value) of each."""
    kind = heap.type_of(address)
    found = _slots(heap, address, kind)
    for key, value in _instance_dict(heap, address, kind):
        name = strings.text(heap, key)
        if name is not None:
            found.append((name, value))
    return found


def find(heap, address, wanted):
    return next((value for name, value in of(heap, address) if name == wanted), None)


def _instance_dict(heap, address, kind):
    if kind.has(MANAGED_DICT) and heap.layout.version[:2] >= (3, 11):
        return _managed(heap, address, kind)
    if not kind.dict_offset:
        return []
    return _plain(heap, heap.memory.pointer(_dict_slot(heap, address, kind)))


def _plain(heap, address):
    return dicts.entries(heap, address, _MOST_ATTRIBUTES) if address else []


def _dict_slot(heap, address, kind):
    """A negative offset counts from the end of a variable-size object (`Objects/object.c`)."""
    if kind.dict_offset > 0:
        return address + kind.dict_offset
    count = abs(heap.i64(address, "varobject.ob_size"))
    if heap.has("long.lv_tag") and kind.has(INT):
        count = heap.i64(address, "long.lv_tag") >> 3
    size = kind.basic_size + count * kind.item_size
    return address + (size + 7 & ~7) + kind.dict_offset


def _managed(heap, address, kind):
    if heap.has("instance.values"):  # 3.11
        values = heap.pointer(address, "instance.values")
        if values:
            return dicts.inline_values(heap, kind, values)
        return _plain(heap, heap.pointer(address, "instance.dict"))
    if heap.has("instance.tagged_values"):  # 3.12: bit 0 set means values, stored as pointer - 1
        word = heap.pointer(address, "instance.tagged_values")
        return dicts.inline_values(heap, kind, word + 1) if word & 1 else _plain(heap, word)
    managed = heap.pointer(address, "instance.managed_dict")
    inline = address + kind.basic_size
    if not managed and kind.has(INLINE_VALUES) and heap.u8(inline, "dictvalues.valid"):
        return dicts.inline_values(heap, kind, inline)
    return _plain(heap, managed)


def _slots(heap, address, kind):
    found = []
    for _ in range(_MOST_BASES):
        if not kind.has(HEAP_TYPE):
            break
        found += _own_slots(heap, address, kind)
        if not kind.base:
            break
        kind = heap.type(kind.base)
    return found


def _own_slots(heap, address, kind):
    namespace = heap.pointer(kind.address, "type.tp_dict")
    found = []
    for key, value in dicts.entries(heap, namespace, _MOST_ATTRIBUTES) if namespace else ():
        if heap.type_of(value).name == "member_descriptor":
            member = heap.pointer(value, "memberdescr.d_member")
            offset = heap.i64(member, "memberdef.offset")
            if heap.i32(member, "memberdef.type") in _OBJECT_KINDS and 0 < offset < kind.basic_size:
                content = heap.memory.pointer(address + offset)
                name = strings.text(heap, key, "?")
                if content and name not in ("__weakref__", "__dict__"):
                    found.append((name, content))
    return found
