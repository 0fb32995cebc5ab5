"""What C code keeps in a field of an object and shows as an attribute."""

import struct
from typing import NamedTuple

from pmdb_python.objects import denoted
from pmdb_python.objects import member_def as kinds

_NUMBERS = {
    kinds.SHORT: "<h", kinds.INT: "<i", kinds.LONG: "<q", kinds.FLOAT: "<f", kinds.DOUBLE: "<d", kinds.BYTE: "<b",
    kinds.UBYTE: "<B", kinds.USHORT: "<H", kinds.UINT: "<I", kinds.ULONG: "<Q", kinds.BOOL: "<?",
    kinds.LONGLONG: "<q", kinds.ULONGLONG: "<Q", kinds.PYSSIZET: "<q",
}  # fmt: skip
_WIDE = (kinds.UINT, kinds.ULONG, kinds.LONGLONG, kinds.ULONGLONG)
_MOST_TEXT = 1_000


class Reference(NamedTuple):
    """Another object."""

    address: int


class Unset(NamedTuple):
    """No object: there is no such attribute."""


class Unknown(NamedTuple):
    """Of a kind that this reader does not know."""

    kind: int


def of(heap, address, descriptor):
    """One of these, or the number, text or None that stands for no object."""
    kind, offset = kinds.of(heap, descriptor)
    at = address + offset
    if kind in _NUMBERS:
        form = _NUMBERS[kind]
        return _number(heap, kind, struct.unpack(form, heap.memory.bytes(at, struct.calcsize(form)))[0])
    if kind in (kinds.STRING, kinds.OBJECT, kinds.OBJECT_EX):
        value = heap.memory.pointer(at)
        if not value:
            return Unset() if kind == kinds.OBJECT_EX else denoted.NONE
        return _text(heap, value) if kind == kinds.STRING else Reference(value)
    return denoted.NONE if kind == kinds.NONE else Unknown(kind)


def _number(heap, kind, value):
    """Python 2 has a type of its own for what an `int` of that may not hold."""
    if heap.has_python2() and kind in _WIDE:
        return denoted.Plain("long", repr(value) + "L")
    return denoted.Plain(type(value).__name__, repr(value))


def _text(heap, address):
    return denoted.string(heap.memory.c_string(address, _MOST_TEXT).decode("utf-8", "replace"))
