"""Reads `str`, `bytes` and `tuple` objects (`Include/cpython/unicodeobject.h`)."""

from pmdb_python.objects.heap import BYTES, STR, TUPLE
from pmdb_python.target.memory import MemoryFault, bounded, malformed

_MOST_NAME = 4096


def text(heap, address, otherwise=None):
    """The text of a name, or `otherwise` where no `str` can be read. What is no character becomes U+FFFD."""
    try:
        return "".join(chr(c) if c <= 0x10FFFF else "\ufffd" for c in read(heap, address, _MOST_NAME)[0])
    except MemoryFault:
        return otherwise


def read(heap, address, most):
    """(code points, length) of a `str`, the first `most` of them."""
    if not address or not heap.type_of(address).has(STR):
        raise malformed(address, "no str object lies there")
    start, width, length = _data(heap, address)
    raw = heap.memory.bytes(start, min(length, most) * width)
    if width == 1:
        return list(raw), length
    return [int.from_bytes(raw[i : i + width], "little") for i in range(0, len(raw), width)], length


def _data(heap, address):
    """(address, bytes of each, number) of the characters."""
    length, state = heap.i64(address, "ascii.length"), heap.i32(address, "ascii.state")
    width = state >> heap.layout.offset("unicode.kind_bit") & 7
    if heap.has("unicode.ready_bit") and not _bit(heap, state, "unicode.ready_bit"):
        start, width, length = heap.pointer(address, "ascii.wstr"), 4, heap.i64(address, "compact.wstr_length")
    elif _bit(heap, state, "unicode.compact_bit"):
        ascii = _bit(heap, state, "unicode.ascii_bit")
        start = address + heap.layout.offset("ascii.sizeof" if ascii else "compact.sizeof")
    else:
        start = heap.pointer(address, "unicode.data")
    if width not in (1, 2, 4) or length < 0:
        raise malformed(address, "the str there is damaged")
    return start, width, length


def _bit(heap, state, field):
    return state >> heap.layout.offset(field) & 1


def equals(heap, address, ascii):
    """Whether the object is a `str` equal to ASCII bytes; quick, for searching dicts."""
    if heap.i64(address, "ascii.length") != len(ascii) or not heap.type_of(address).has(STR):
        return False
    start, width, _ = _data(heap, address)
    return width == 1 and heap.memory.bytes(start, len(ascii)) == ascii


def content(heap, address, most):
    """The content of a `bytes` object; a longer one is a fault."""
    if not address or not heap.type_of(address).has(BYTES):
        raise malformed(address, "no bytes object lies there")
    length = bounded(heap.i64(address, "varobject.ob_size"), most, address, "length")
    return heap.memory.bytes(address + heap.layout.offset("bytes.ob_sval"), length)


def items(heap, address, most):
    """Addresses of the items of a `tuple`."""
    if not address or not heap.type_of(address).has(TUPLE):
        raise malformed(address, "no tuple object lies there")
    size = bounded(heap.i64(address, "varobject.ob_size"), most, address, "length")
    return heap.memory.pointers(address + heap.layout.offset("tuple.ob_item"), size)
