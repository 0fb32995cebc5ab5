"""Reads `str` and `bytes` objects (`Include/cpython/unicodeobject.h`). A string is (code points, its length), of
which the code points may be fewer than the length says."""

import struct

from pmdb_python.objects.heap import BYTES, STR
from pmdb_python.target.memory import MemoryFault, bounded, malformed

_MOST_NAME = 4096
_LETTERS = {1: "B", 2: "H", 4: "I"}


def text(heap, address, otherwise=None):
    """The text of a name, or `otherwise` where no `str` can be read. What is no character becomes U+FFFD."""
    try:
        return as_text(read(heap, address, _MOST_NAME)[0])
    except MemoryFault:
        return otherwise


def marked(heap, address, most, otherwise):
    """A text that is no name, with `…` behind the first `most` characters of a longer one."""
    try:
        code_points, length = read(heap, address, most)
    except MemoryFault:
        return otherwise
    return as_text(code_points) + ("…" if len(code_points) < length else "")


def as_text(code_points):
    return "".join(chr(c) if c <= 0x10FFFF else "\ufffd" for c in code_points)


def read(heap, address, most):
    """(code points, length) of a `str`, the first `most` of them."""
    if heap.has_python2():
        return _read2(heap, address, most)
    if not address or not heap.type_of(address).has(STR):
        raise malformed(address, "no str object lies there")
    start, width, length = _data(heap, address)
    count = min(length, most)
    return _code_points(heap.memory.bytes(start, count * width), width), length


def _code_points(raw, width):
    return struct.unpack("<%d%s" % (len(raw) // width, _LETTERS[width]), raw)


def _data(heap, address):
    """(address, bytes of each, number) of the characters."""
    length, state = heap.i64(address, "ascii.length"), heap.i32(address, "ascii.state")
    width = state >> heap.layout.offset("unicode.kind_bit") & 7
    if heap.has("unicode.ready_bit") and not _bit(heap, state, "unicode.ready_bit"):
        length = heap.i64(address, "compact.wstr_length")
        start, width = heap.pointer(address, "ascii.wstr"), 4
    elif _bit(heap, state, "unicode.compact_bit"):
        ascii = _bit(heap, state, "unicode.ascii_bit")
        start = address + heap.layout.offset("ascii.sizeof" if ascii else "compact.sizeof")
    else:
        start = heap.pointer(address, "unicode.data")
    if width not in _LETTERS or length < 0:
        raise malformed(address, "the str there is damaged")
    return start, width, length


def _bit(heap, state, field):
    return state >> heap.layout.offset(field) & 1


def equals(heap, address, wanted):
    """Whether the object is a `str` of that text; quick, for searching dicts."""
    if heap.has_python2():
        return _equals2(heap, address, wanted)
    if heap.i64(address, "ascii.length") != len(wanted) or not heap.type_of(address).has(STR):
        return False
    return list(read(heap, address, len(wanted) + 1)[0]) == [ord(c) for c in wanted]


def content(heap, address, most):
    """The content of a `bytes` object; a longer one is a fault."""
    if not address or not heap.type_of(address).has(BYTES):
        raise malformed(address, "no bytes object lies there")
    length = bounded(heap.i64(address, "varobject.ob_size"), most, address, "length")
    return heap.memory.bytes(address + heap.layout.offset("bytes.ob_sval"), length)


def _read2(heap, address, most):
    """Python 2 has two: `str`, which is bytes and what names are made of, here taken for UTF-8, and `unicode`
    with characters of the width that the build has (`Include/stringobject.h`, `unicodeobject.h`)."""
    if address and heap.type_of(address).has(BYTES):
        size = heap.i64(address, "varobject.ob_size")
        raw = _bytes2(heap, address, size, most)
        code_points = [ord(c) for c in raw.decode("utf-8", "replace")]
        return code_points, len(code_points) if len(raw) == size else size
    return _unicode2(heap, address, most)


def _bytes2(heap, address, size, most):
    if size < 0:
        raise malformed(address, "its length is %d" % size)
    shown = min(size, most)
    return heap.memory.bytes(address + heap.layout.offset("bytes.ob_sval"), shown) if shown else b""


def _unicode2(heap, address, most):
    if not address or not heap.type_of(address).has(STR):
        raise malformed(address, "no string lies there")
    width, length = heap.layout.offset("unicode2.width"), heap.i64(address, "unicode2.length")
    if length < 0:
        raise malformed(address, "its length is %d" % length)
    count = min(length, most)
    raw = heap.memory.bytes(heap.pointer(address, "unicode2.str"), count * width) if count else b""
    if width == 2:  # characters beyond the first 65,536 are two in a narrow build, and one to `repr`
        code_points = [ord(c) for c in raw.decode("utf-16-le", "surrogatepass")]
    else:
        code_points = _code_points(raw, width)
    return code_points, len(code_points) if count == length else length


def _equals2(heap, address, wanted):
    kind = heap.type_of(address)
    if kind.has(STR):
        return as_text(_unicode2(heap, address, 2 * len(wanted) + 1)[0]) == wanted
    raw = wanted.encode("utf-8", "replace")
    return (
        kind.has(BYTES)
        and heap.i64(address, "varobject.ob_size") == len(raw)
        and _bytes2(heap, address, len(raw), len(raw)) == raw
    )
