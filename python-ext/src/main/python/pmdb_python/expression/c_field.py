"""What C code keeps in a field of an object and shows as an attribute."""

import struct
from typing import NamedTuple

from pmdb_python.objects import literals
from pmdb_python.objects import member_def as kinds

_NUMBERS = {
    kinds.SHORT: "<h", kinds.INT: "<i", kinds.LONG: "<q", kinds.FLOAT: "<f", kinds.DOUBLE: "<d", kinds.BYTE: "<b",
    kinds.UBYTE: "<B", kinds.USHORT: "<H", kinds.UINT: "<I", kinds.ULONG: "<Q", kinds.BOOL: "<?",
    kinds.LONGLONG: "<q", kinds.ULONGLONG: "<Q", kinds.PYSSIZET: "<q",
}  # fmt: skip
_MOST_TEXT = 1_000


class Reference(NamedTuple):
    """Another object."""

    address: int


class Plain(NamedTuple):
    """No object but a number or a text, as Python would show it."""

    text: str


class Unset(NamedTuple):
    """No object, which Python shows as None or as an attribute that is not there."""

    none: bool


class Unknown(NamedTuple):
    """Of a kind that this reader does not know."""

    kind: int


def of(heap, address, descriptor):
    kind, offset = kinds.of(heap, descriptor)
    at = address + offset
    if kind in _NUMBERS:
        return Plain(repr(struct.unpack(_NUMBERS[kind], heap.memory.bytes(at, struct.calcsize(_NUMBERS[kind])))[0]))
    if kind in (kinds.STRING, kinds.OBJECT, kinds.OBJECT_EX):
        value = heap.memory.pointer(at)
        if not value:
            return Unset(kind != kinds.OBJECT_EX)
        return _text(heap, value) if kind == kinds.STRING else Reference(value)
    return Unset(True) if kind == kinds.NONE else Unknown(kind)


def _text(heap, address):
    text = heap.memory.c_string(address, _MOST_TEXT)
    return Plain(literals.of_string([ord(c) for c in text.decode("utf-8", "replace")]))
