"""Lists the attributes that an instance itself holds: its `__dict__`, wherever the version keeps that, and
its `__slots__`."""

import collections
import itertools

from pmdb_python.objects import classes, dicts, strings
from pmdb_python.objects.heap import INLINE_VALUES, INT, MANAGED_DICT

_MOST_ATTRIBUTES = 10_000
# Where an instance keeps its attributes: in a dict, or as values without one, whose names the class knows; both 0 where
# it has none yet.
_Place = collections.namedtuple("_Place", "namespace values")


def of(heap, address):
    """(name, address of the value) of each, slots before the `__dict__`."""
    kind = heap.type_of(address)
    found = _slots(heap, address, kind)
    named = ((strings.text(heap, key), value) for key, value in _instance_dict(heap, address, kind))
    found += itertools.islice(((name, value) for name, value in named if name is not None), _MOST_ATTRIBUTES)
    return found


def find(heap, address, wanted):
    """The address of one value, or None."""
    kind = heap.type_of(address)
    for name, value in _slots(heap, address, kind):
        if name == wanted:
            return value
    own = _instance_dict(heap, address, kind)
    return next((value for key, value in own if strings.equals(heap, key, wanted)), None)


def _slots(heap, address, kind):
    values = ((slot.name, heap.memory.pointer(address + slot.offset)) for slot in classes.slots(heap, kind))
    return [(name, value) for name, value in values if value]


def namespace(heap, address):
    """The `__dict__` of an object: None where it has none, 0 where Python makes it only when it is asked for."""
    place = _place(heap, address, heap.type_of(address))
    return None if place is None else place.namespace


def walk(heap, address):
    """(key, value) of what is or would be in the `__dict__`."""
    return _instance_dict(heap, address, heap.type_of(address))


def _instance_dict(heap, address, kind):
    place = _place(heap, address, kind) or _Place(0, 0)
    if place.values:
        return dicts.inline_values(heap, kind, place.values)
    return dicts.walk(heap, place.namespace) if place.namespace else ()


def _place(heap, address, kind):
    if kind.has(MANAGED_DICT) and heap.at_least(3, 11):
        return _managed(heap, address, kind)
    if heap.has("instance2.in_dict") and kind.name == "instance":
        return _Place(heap.pointer(address, "instance2.in_dict"), 0)  # of a class of Python 2
    return _Place(heap.memory.pointer(_dict_slot(heap, address, kind)), 0) if kind.dict_offset else None


def _dict_slot(heap, address, kind):
    """A negative offset counts from the end of a variable-size object (`Objects/object.c`)."""
    if kind.dict_offset > 0:
        return address + kind.dict_offset
    count = abs(heap.i64(address, "varobject.ob_size"))
    if heap.has("long.lv_tag") and kind.has(INT):
        count = heap.pointer(address, "long.lv_tag") >> 3
    size = kind.basic_size + count * kind.item_size
    return address + (size + 7 & ~7) + kind.dict_offset


def _managed(heap, address, kind):
    if heap.has("instance.values"):  # 3.11
        values = heap.pointer(address, "instance.values")
        return _Place(0 if values else heap.pointer(address, "instance.dict"), values)
    if heap.has("instance.tagged_values"):  # 3.12: bit 0 set means values, stored as pointer - 1
        word = heap.pointer(address, "instance.tagged_values")
        return _Place(0, word + 1) if word & 1 else _Place(word, 0)
    managed = heap.pointer(address, "instance.managed_dict")
    inline = address + kind.basic_size
    valid = not managed and kind.has(INLINE_VALUES) and heap.u8(inline, "dictvalues.valid")
    return _Place(managed, inline if valid else 0)
