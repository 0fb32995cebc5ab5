"""Where C code keeps what a member descriptor shows, `PyMemberDef` (`Include/descrobject.h`, before 3.12
`structmember.h`): also how a class written in Python has its slots."""

from typing import NamedTuple

SHORT, INT, LONG, FLOAT, DOUBLE, STRING, OBJECT = range(7)  # where there is no object, Python shows None
BYTE, UBYTE, USHORT, UINT, ULONG = range(8, 13)
BOOL, OBJECT_EX, LONGLONG, ULONGLONG, PYSSIZET, NONE = 14, 16, 17, 18, 19, 20  # EX: or there is no such attribute


class MemberDef(NamedTuple):
    kind: int
    offset: int


def of(heap, descriptor):
    member = heap.pointer(descriptor, "memberdescr.d_member")
    return MemberDef(heap.i32(member, "memberdef.type"), heap.i64(member, "memberdef.offset"))
