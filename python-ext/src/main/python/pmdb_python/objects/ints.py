"""Reads `int` objects: 30-bit digits, lowest first (`Include/cpython/longintrepr.h`)."""

import struct

from pmdb_python.objects.heap import INT
from pmdb_python.target.memory import malformed

_DIGIT_BITS = 30
_MOST_DIGITS = 4096
# Pythons limit how long a number str() makes into text; longer ones are put together.
_DECIMALS = 4000


def read(heap, address):
    """The value; None when it has more digits than is sensible to show."""
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
        tag = heap.i64(address, "long.lv_tag") & (1 << 64) - 1
        return (0 if tag & 3 == 1 else tag >> 3), tag & 3 == 2
    size = heap.i64(address, "varobject.ob_size")
    return abs(size), size < 0


def bits(heap, address):
    """How many bits its digits take."""
    return _shape(heap, address)[0] * _DIGIT_BITS


def small(heap, address):
    """A value that must fit a word, such as an identifier, or None."""
    value = read(heap, address)
    return value if value is not None and value.bit_length() <= 64 else None


def decimal(value):
    if abs(value) < 10**_DECIMALS:
        return str(value)
    parts, rest = [], abs(value)
    while rest >= 10**_DECIMALS:
        rest, part = divmod(rest, 10**_DECIMALS)
        parts.append(str(part).zfill(_DECIMALS))
    return ("-" if value < 0 else "") + str(rest) + "".join(reversed(parts))
