"""Iterators of `itertools` that show what they give (`Modules/itertoolsmodule.c`)."""

from pmdb_python.objects import ints
from pmdb_python.objects.heap import INT

_SLOW = (1 << 63) - 1


def count(to, address, kind):
    """Behind the head: a number, or where that is not enough the next value and the step."""
    heap, fields = to.heap, address + to.heap.layout.offset("object.sizeof")
    number = heap.memory.i64(fields)
    to.text(heap.shown_name(kind, "count") + "(")
    if number != _SLOW:
        to.text(str(number))
    else:
        to.value(heap.memory.pointer(fields + 8))
        step = heap.memory.pointer(fields + 16)
        if not heap.type_of(step).has(INT) or ints.small(heap, step) != 1:
            to.text(", ")
            to.value(step)
    to.text(")")


def repeat(to, address, kind):
    """Behind the head: the value and how often it is still given, -1 for ever."""
    memory, fields = to.heap.memory, address + to.heap.layout.offset("object.sizeof")
    times = memory.i64(fields + 8)
    with to.nested(address, "...") as fresh:
        if fresh:
            to.text(to.heap.shown_name(kind, "repeat") + "(")
            to.value(memory.pointer(fields))
            to.text(")" if times == -1 else ", %d)" % times)
