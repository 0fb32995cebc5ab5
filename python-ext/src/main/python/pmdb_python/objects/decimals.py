"""`decimal.Decimal`: behind the object's head a hash and an `mpd_t` of libmpdec (`mpdecimal.h`): flags, exponent,
digits, words, room and a coefficient in words of 19 decimal digits, lowest first."""

from pmdb_python.objects import ints
from pmdb_python.target.memory import bounded

_MOST_WORDS = 1_000
_RADIX = 10**19
_NEGATIVE, _INFINITE, _NAN, _SIGNALLING = 1, 2, 4, 8


def render(to, address, kind):
    memory, mpd = to.heap.memory, address + to.heap.layout.offset("object.sizeof") + 8
    flags = memory.u8(mpd)
    words = bounded(memory.i64(mpd + 24), _MOST_WORDS, address, "number of words")
    data, coefficient = memory.pointer(mpd + 40), 0
    for i in reversed(range(words)):
        coefficient = coefficient * _RADIX + memory.pointer(data + 8 * i)
    sign = "-" if flags & _NEGATIVE else ""
    to.text("Decimal('%s%s')" % (sign, _magnitude(flags, words, coefficient, memory.i64(mpd + 8))))


def _magnitude(flags, words, coefficient, exponent):
    if flags & _INFINITE:
        return "Infinity"
    digits = ints.decimal(coefficient)
    if flags & (_NAN | _SIGNALLING):
        return ("sNaN" if flags & _SIGNALLING else "NaN") + (digits if words else "")
    return _scientific(digits, exponent)


def _scientific(digits, exponent):
    """`to-scientific-string` of the General Decimal Arithmetic specification."""
    adjusted = exponent + len(digits) - 1
    if exponent == 0:
        return digits
    if exponent < 0 and adjusted >= -6:
        point = len(digits) + exponent
        return digits[:point] + "." + digits[point:] if point > 0 else "0." + "0" * -point + digits
    fraction = "." + digits[1:] if len(digits) > 1 else ""
    return "%s%sE%+d" % (digits[0], fraction, adjusted)
