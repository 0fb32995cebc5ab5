"""Values without items that can form a cycle."""

import struct

from pmdb_python.objects import ints, literals, strings
from pmdb_python.target.memory import malformed


def integer(to, address, kind):
    value = ints.read(to.heap, address)
    if value is not None:
        to.text(ints.decimal(value))
    else:
        to.text("<int of %d bits>" % ints.bits(to.heap, address))
        to.partial()


def boolean(to, address, kind):
    to.text("True" if ints.small(to.heap, address) else "False")


def real(to, address, kind):
    to.text(repr(_double(to, address, "float.ob_fval", 0)))


def complex_number(to, address, kind):
    to.text(repr(complex(_double(to, address, "complex.cval", 0), _double(to, address, "complex.cval", 8))))


def _double(to, address, field, plus):
    return struct.unpack("<d", to.heap.memory.bytes(address + to.heap.layout.offset(field) + plus, 8))[0]


def string(to, address, kind):
    code_points, length = strings.read(to.heap, address, to.limits.size)
    to.text(literals.of_string(code_points))
    if len(code_points) < length:
        to.cut()


def byte_string(to, address, kind):
    _bytes(to, address, address + to.heap.layout.offset("bytes.ob_sval"), "%s")


def byte_array(to, address, kind):
    """Up to 3.14 it escapes single quotes within double ones, too (`bytearray_repr`)."""

    def escaped(data):
        both = repr(data).startswith('b"') and not to.heap.at_least(3, 15)
        return repr(data).replace("'", "\\'") if both else repr(data)

    name = to.heap.shown_name(kind, "bytearray")
    _bytes(to, address, to.heap.pointer(address, "bytearray.ob_start"), name + "(%s)", escaped)


def _bytes(to, address, data, form, literal=repr):
    size = to.heap.i64(address, "varobject.ob_size")
    if size < 0:
        raise malformed(address, "its length is %d" % size)
    shown = min(size, to.limits.size)
    to.text(form % literal(to.heap.memory.bytes(data, shown) if shown else b""))
    if shown < size:
        to.cut()


def span(to, address, kind):
    heap = to.heap
    to.text("range(")
    to.value(heap.pointer(address, "range.start"))
    to.text(", ")
    to.value(heap.pointer(address, "range.stop"))
    step = heap.pointer(address, "range.step")
    if ints.small(heap, step) != 1:
        to.text(", ")
        to.value(step)
    to.text(")")


def slice_of(to, address, kind):
    with to.nested(address, "slice(...)") as fresh:
        if fresh:
            to.text("slice(")
            for before, field in (("", "start"), (", ", "stop"), (", ", "step")):
                to.text(before)
                to.value(to.heap.pointer(address, "slice." + field))
            to.text(")")
