"""Literals between brackets, compared with objects by the data they are made of."""

import collections

from pmdb_python.objects import ints, sequences, strings
from pmdb_python.objects.heap import BYTES, TUPLE

_MOST_BYTES = 1 << 20
_MOST_ITEMS = 1 << 16


def _number(heap, address):
    return heap.f64(address, "float.ob_fval")


class Whole(collections.namedtuple("Whole", "value")):
    """`True` and `False` are 1 and 0, as they are for Python."""

    def matches(self, heap, address):
        if ints.are_of(heap, heap.type_of(address)):
            return ints.read(heap, address) == self.value
        return heap.is_a(address, "float") and _number(heap, address) == self.value


class Real(collections.namedtuple("Real", "value")):
    def matches(self, heap, address):
        if ints.are_of(heap, heap.type_of(address)):
            return ints.read(heap, address) == self.value
        return heap.is_a(address, "float") and _number(heap, address) == self.value


class Text(collections.namedtuple("Text", "value")):
    def matches(self, heap, address):
        return strings.equals(heap, address, self.value)


class Raw(collections.namedtuple("Raw", "latin")):
    """`latin` has each byte as a character."""

    def matches(self, heap, address):
        return (
            heap.type_of(address).has(BYTES)
            and heap.i64(address, "varobject.ob_size") == len(self.latin)
            and strings.content(heap, address, _MOST_BYTES) == self.latin.encode("latin-1", "replace")
        )


class Nothing:
    def matches(self, heap, address):
        return heap.is_a(address, "NoneType")


class Several(collections.namedtuple("Several", "keys")):
    def matches(self, heap, address):
        size = len(self.keys)
        if not heap.type_of(address).has(TUPLE) or heap.i64(address, "varobject.ob_size") != size:
            return False
        items = sequences.tuple_items(heap, address, _MOST_ITEMS)
        return all(key.matches(heap, item) for key, item in zip(self.keys, items))
