"""What C code keeps in a field of an object and shows as an attribute, by the `PyMemberDef` of a member descriptor
(`Include/descrobject.h`, before 3.12 `structmember.h`)."""

import struct
from typing import NamedTuple

from pmdb_python.objects import literals

_NUMBERS = {
    0: "<h", 1: "<i", 2: "<q", 3: "<f", 4: "<d", 8: "<b", 9: "<B",
    10: "<H", 11: "<I", 12: "<Q", 14: "<?", 17: "<q", 18: "<Q", 19: "<q",
}  # fmt: skip
_TEXT, _OBJECT, _SLOT, _NONE = 5, 6, 16, 20
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
    member = heap.pointer(descriptor, "memberdescr.d_member")
    kind = heap.i32(member, "memberdef.type")
    at = address + heap.i64(member, "memberdef.offset")
    if kind in _NUMBERS:
        return Plain(repr(struct.unpack(_NUMBERS[kind], heap.memory.bytes(at, struct.calcsize(_NUMBERS[kind])))[0]))
    if kind in (_TEXT, _OBJECT, _SLOT):
        value = heap.memory.pointer(at)
        if not value:
            return Unset(kind != _SLOT)
        return _text(heap, value) if kind == _TEXT else Reference(value)
    return Unset(True) if kind == _NONE else Unknown(kind)


def _text(heap, address):
    text = heap.memory.c_string(address, _MOST_TEXT)
    return Plain(literals.of_string([ord(c) for c in text.decode("utf-8", "replace")]))
