"""`array.array` and `memoryview`."""

import struct

from pmdb_python.objects import instances, literals, sequences

# By type code, on x86-64 Linux.
_FORMATS = {
    "b": "<b", "B": "<B", "h": "<h", "H": "<H", "i": "<i", "I": "<I", "l": "<q", "L": "<Q", "q": "<q", "Q": "<Q", "f": "<f",
    "d": "<d", "u": "<i", "w": "<i", "c": "<c"}
_OLD_WIDTH = "unicode2.width"  # bytes of a character of 2.7
_RELEASED = 1  # _Py_MEMORYVIEW_RELEASED (Include/memoryobject.h)


def array(to, address, kind):
    """Behind the head: items, room, descriptor (`arrayobject` in `Modules/arraymodule.c`), of which the first byte is
    the type code."""
    heap, memory, fields = to.heap, to.heap.memory, fields_of(to.heap, address)
    code, size = chr(memory.u8(memory.pointer(fields + 16))), sequences.size_of(to.heap, address)
    if code not in _FORMATS:
        instances.instance(to, address, kind)
        return
    to.text("%s('%s'" % (heap.shown_name(kind, "array"), code))
    if size:
        to.text(", ")
        _items(to, memory.pointer(fields), code, size)
    to.text(")")


def _items(to, data, code, size):
    width = struct.calcsize(_FORMATS[code])

    def item(i):
        return struct.unpack(_FORMATS[code], to.heap.memory.bytes(data + width * i, width))[0]

    if code in "uwc":
        shown = min(size, to.limits.size)
        to.text(_bytes(to, data, shown) if code == "c" else _string(to, data, width, shown))
        if shown < size:
            to.cut()
        return
    to.text("[")
    to.items(size, lambda i: to.text(repr(item(i))))
    to.text("]")


def _bytes(to, data, size):
    """Of 2.7."""
    return repr(bytes(to.heap.memory.bytes(data, size)))[1:]


def _string(to, data, width, size):
    old = to.heap.has(_OLD_WIDTH)
    width = to.heap.layout.offset(_OLD_WIDTH) if old else width
    points = [int.from_bytes(to.heap.memory.bytes(data + width * i, width), "little") for i in range(size)]
    return "u" + literals.of_ascii_string(points) if old else literals.of_string(points)


def view(to, address, kind):
    """Behind the head: managed buffer, hash, flags (`PyMemoryViewObject`)."""
    released = to.heap.memory.i32(fields_of(to.heap, address) + 16) & _RELEASED
    to.text("<%smemory at 0x%x>" % ("released " if released else "", address))


def fields_of(heap, address):
    """Where the fields of a variable-size object begin."""
    return address + heap.layout.offset("varobject.ob_size") + 8
