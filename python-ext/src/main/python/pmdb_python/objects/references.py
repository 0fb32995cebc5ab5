"""How many references there are to an object."""

from pmdb_python.objects.heap import is_tagged_int
from pmdb_python.target.memory import MemoryFault


def count(heap, address):
    """`3`, or `immortal` for objects that 3.12 and later do not count; None when the count is not readable or the
    layout has none."""
    if not address or is_tagged_int(address) or not heap.has("object.ob_refcnt"):
        return None
    try:
        low = heap.i32(address, "object.ob_refcnt")
        if not heap.at_least(3, 12):
            return str(heap.i64(address, "object.ob_refcnt"))
        # `_Py_IsImmortal` of 64-bit builds (`Include/object.h`, `refcount.h`).
        return "immortal" if low < 0 else str(low)
    except MemoryFault:
        return None  # the text of the value says what can not be read
