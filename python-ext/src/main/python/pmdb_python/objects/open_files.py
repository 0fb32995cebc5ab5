"""What `open` gives: a file, behind a buffer, behind a wrapper for text."""

from pmdb_python.objects import attributes, instances
from pmdb_python.objects.heap import STR

_BUFFERS = ("_io.BufferedReader", "_io.BufferedWriter", "_io.BufferedRandom")
_TEXT, _FILE = "_io.TextIOWrapper", "_io.FileIO"

# Bits of a file behind its descriptor (`fileio` in `Modules/_io/fileio.c`).
_CREATED, _READABLE, _WRITABLE, _APPENDING, _CLOSES = 1, 2, 4, 8, 64
# Since 3.15 a bit stands before the last one.
_TRUNCATES, _CLOSES_BEHIND = 64, 128


def text(to, address, kind):
    """`_io.TextIOWrapper`: two flags, size of chunks, buffer, encoding (`Modules/_io/textio.c`)."""
    heap = to.heap
    encoding = heap.memory.pointer(_fields(heap, address) + 24)
    if not encoding or not heap.type_of(encoding).has(STR):
        instances.instance(to, address, kind)  # one whose __init__ has not run
        return
    to.text("<" + _title(heap, kind, _TEXT))
    _part(to, " name=", _name(heap, address))
    _part(to, " mode=", attributes.find(heap, address, "mode"))
    _part(to, " encoding=", encoding)
    to.text(">")


def buffered(to, address, kind):
    to.text("<" + kind.name)
    _part(to, " name=", _name(to.heap, address))
    to.text(">")


def file(to, address, kind):
    heap = to.heap
    descriptor, bits = heap.memory.i32(_fields(heap, address)), heap.memory.u8(_fields(heap, address) + 4)
    to.text("<" + _title(heap, kind, _FILE))
    if descriptor < 0:
        to.text(" [closed]>")
        return
    name = _name(heap, address)
    _part(to, " name=", name)
    to.text(" fd=%d" % descriptor if name is None else "")
    cuts = heap.at_least(3, 15)
    closes = bool(bits & (_CLOSES_BEHIND if cuts else _CLOSES))
    to.text(" mode='%s' closefd=%s>" % (_mode(bits, cuts and bits & _TRUNCATES), closes))


def _mode(bits, cut):
    """`cut`: whether it was opened empty, which is kept since 3.15."""
    reads = bits & _READABLE
    if bits & _CREATED:
        return "xb+" if reads else "xb"
    if bits & _APPENDING:
        return "ab+" if reads else "ab"
    if bits & _WRITABLE:
        return ("wb+" if cut else "rb+") if reads else "wb"
    return "rb"


def _title(heap, kind, base):
    """Subclasses are shown by their own names since 3.13."""
    return kind.name if heap.at_least(3, 13) else base


def _part(to, before, value):
    if value is not None:
        to.text(before)
        to.value(value)


def _name(heap, address):
    """The name that the file at the bottom has, or None."""
    at = address
    if heap.is_a(at, _TEXT):
        at = heap.memory.pointer(_fields(heap, at) + 16)
    if at and _base(heap, at) in _BUFFERS:
        at = heap.memory.pointer(_fields(heap, at))
    return attributes.find(heap, at, "name") if at else None


def _base(heap, address):
    base = heap.builtin_base(heap.type_of(address))
    return base.name if base is not None else ""


def _fields(heap, address):
    return address + heap.layout.offset("object.sizeof")
