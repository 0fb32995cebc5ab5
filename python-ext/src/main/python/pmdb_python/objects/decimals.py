"""`decimal.Decimal`, and its contexts: behind the object's head a hash and an `mpd_t` of libmpdec (`mpdecimal.h`): flags, exponent,
digits, words, room and a coefficient in words of 19 decimal digits, lowest first. Where `_decimal` is missing, `_pydecimal`
has attributes instead."""

from pmdb_python.objects import attributes, ints, strings
from pmdb_python.target.memory import bounded, malformed

_MOST_WORDS = 1_000
_RADIX = 10**19
_ROUNDINGS = ("UP", "DOWN", "CEILING", "FLOOR", "HALF_UP", "HALF_DOWN", "HALF_EVEN", "05UP", "TRUNC")  # mpdecimal.h
_INVALID = "InvalidOperation"

# By bit of a status (MPD_Clamped and on).
_SIGNALS = (
    "Clamped", _INVALID, "DivisionByZero", _INVALID, _INVALID, _INVALID, "Inexact", _INVALID, _INVALID, _INVALID,
    "FloatOperation", "Overflow", "Rounded", "Subnormal", "Underflow")
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


def in_python(to, address, kind):
    """A letter stands for the exponent of what is no number."""
    heap = to.heap
    digits, exponent, sign = (attributes.find(heap, address, name) for name in ("_int", "_exp", "_sign"))
    digits = None if digits is None else strings.text(heap, digits)
    if digits is None or exponent is None or sign is None:
        raise malformed(address, "it has no digits")
    if ints.are_of(heap, heap.type_of(exponent)):
        number = ints.small(heap, exponent)
        if number is None:
            raise malformed(address, "its exponent is too large")
        magnitude = _scientific(digits, number)
    else:
        letter = strings.text(heap, exponent)
        magnitude = "Infinity" if letter == "F" else ("sNaN" if letter == "N" else "NaN") + digits
    to.text("Decimal('%s%s')" % ("-" if ints.small(heap, sign) == 1 else "", magnitude))


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


def context(to, address, kind):
    """`decimal.Context`: an `mpd_context_t` (precision, exponents, traps, status, rounding, clamp), two dicts, whether
    it writes capitals (`Modules/_decimal/_decimal.c`)."""
    memory, at = to.heap.memory, address + to.heap.layout.offset("object.sizeof")
    rounding = memory.i32(at + 36)
    if not 0 <= rounding < len(_ROUNDINGS):
        raise malformed(address, "there is no rounding %d" % rounding)
    to.text(
        "Context(prec=%d, rounding=ROUND_%s, Emin=%d, Emax=%d, capitals=%d, clamp=%d, flags=[%s], traps=[%s])" % (
            memory.i64(at), _ROUNDINGS[rounding], memory.i64(at + 16), memory.i64(at + 8), memory.i32(at + 64),
            memory.i32(at + 40), _signals(memory.i32(at + 28)), _signals(memory.i32(at + 24))))


def _signals(bits):
    """Several bits are the same signal, which is named where the first of them stands."""
    return ", ".join(dict.fromkeys(name for bit, name in enumerate(_SIGNALS) if bits >> bit & 1))
