"""What C code keeps in a field of an object and shows as an attribute."""

import struct
from typing import NamedTuple

from pmdb_python.objects import literals, member_def

_NUMBERS = {
    0: "<h", 1: "<i", 2: "<q", 3: "<f", 4: "<d", 8: "<b", 9: "<B",
    10: "<H", 11: "<I", 12: "<Q", 14: "<?", 17: "<q", 18: "<Q", 19: "<q",
}  # fmt: skip
_TEXT, _NONE = 5, 20
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
    kind, offset = member_def.of(heap, descriptor)
    at = address + offset
    if kind in _NUMBERS:
        return Plain(repr(struct.unpack(_NUMBERS[kind], heap.memory.bytes(at, struct.calcsize(_NUMBERS[kind])))[0]))
    if kind in (_TEXT, member_def.OBJECT, member_def.OBJECT_EX):
        value = heap.memory.pointer(at)
        if not value:
            return Unset(kind != member_def.OBJECT_EX)
        return _text(heap, value) if kind == _TEXT else Reference(value)
    return Unset(True) if kind == _NONE else Unknown(kind)


def _text(heap, address):
    text = heap.memory.c_string(address, _MOST_TEXT)
    return Plain(literals.of_string([ord(c) for c in text.decode("utf-8", "replace")]))
