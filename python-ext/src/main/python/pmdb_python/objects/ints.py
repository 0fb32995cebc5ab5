"""Reads `int` objects: 30-bit digits, lowest first (`Include/cpython/longintrepr.h`)."""

import struct

from pmdb_python.objects.heap import INT, SHORT_INT
from pmdb_python.target.memory import malformed

_DIGIT_BITS = 30
_MOST_DIGITS = 4096
# Pythons limit how long a number str() makes into text; longer ones are put together.
_DECIMALS = 4000


def read(heap, address):
    """The value; None when it has more digits than is sensible to show."""
    if heap.has("int2.ob_ival") and heap.type_of(address).has(SHORT_INT):
        return heap.i64(address, "int2.ob_ival")
    count, negative = _shape(heap, address)
    if count > _MOST_DIGITS:
        return None
    raw = heap.memory.bytes(address + heap.layout.offset("long.ob_digit"), 4 * count)
    value = 0
    for digit in reversed(struct.unpack("<%dI" % count, raw)):
        value = value << _DIGIT_BITS | digit & 0x3FFFFFFF
    return -value if negative else value


def _shape(heap, address):
    """(number of digits, whether it is negative)"""
    if not heap.type_of(address).has(INT):
        raise malformed(address, "no int object lies there")
    if heap.has("long.lv_tag"):
        tag = heap.pointer(address, "long.lv_tag")
        return (0 if tag & 3 == 1 else tag >> 3), tag & 3 == 2
    size = heap.i64(address, "varobject.ob_size")
    return abs(size), size < 0


def are_of(heap, kind):
    """Whether objects of the type are integers: `int`, and `long` of Python 2."""
    return kind.has(INT) or (heap.has("int2.ob_ival") and kind.has(SHORT_INT))


def bits(heap, address):
    """How many bits its digits take."""
    return _shape(heap, address)[0] * _DIGIT_BITS


def small(heap, address):
    """A value that must fit a word, such as an identifier, or None."""
    value = read(heap, address)
    return value if value is not None and _bit_length(value) <= 64 else None


def _bit_length(value):
    """In two's complement, without the sign."""
    return (~value if value < 0 else value).bit_length()


def decimal(value):
    if abs(value) < 10**_DECIMALS:
        return str(value)
    parts, rest = [], abs(value)
    while rest >= 10**_DECIMALS:
        rest, part = divmod(rest, 10**_DECIMALS)
        parts.append(str(part).zfill(_DECIMALS))
    return ("-" if value < 0 else "") + str(rest) + "".join(reversed(parts))
