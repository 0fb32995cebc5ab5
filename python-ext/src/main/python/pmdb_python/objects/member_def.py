"""Where C code keeps what a member descriptor shows, `PyMemberDef` (`Include/descrobject.h`, before 3.12
`structmember.h`): also how a class written in Python has its slots."""

from typing import NamedTuple

# An object; where there is none, Python shows None, or there is no such attribute.
OBJECT, OBJECT_EX = 6, 16


class MemberDef(NamedTuple):
    kind: int
    offset: int


def of(heap, descriptor):
    member = heap.pointer(descriptor, "memberdescr.d_member")
    return MemberDef(heap.i32(member, "memberdef.type"), heap.i64(member, "memberdef.offset"))
