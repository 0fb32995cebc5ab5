"""Types of the standard library whose `repr` follows from their data."""

from pmdb_python.objects import containers, dicts, ints, named, strings
from pmdb_python.objects.heap import HEAP_TYPE, INT
from pmdb_python.target.memory import bounded

_MOST_WORDS = 1_000
_MOST_COUNTS = 100_000
_MOST_BASES = 64
_RADIX = 10**19
_NEGATIVE, _INFINITE, _NAN, _SIGNALLING = 1, 2, 4, 8


def _field(to, address, index):
    """The pointer at a place behind the object's head."""
    return to.heap.memory.pointer(address + to.heap.layout.offset("object.sizeof") + 8 * index)


def decimal(to, address, kind):
    """Behind the head a hash and an `mpd_t` of libmpdec (`mpdecimal.h`): flags, exponent, digits, words, room and
    a coefficient in words of 19 decimal digits, lowest first."""
    memory, mpd = to.heap.memory, address + to.heap.layout.offset("object.sizeof") + 8
    flags = memory.u8(mpd)
    words = bounded(memory.i64(mpd + 24), _MOST_WORDS, address, "number of words")
    coefficient = 0
    for word in reversed(memory.pointers(memory.pointer(mpd + 40), words)):
        coefficient = coefficient * _RADIX + word
    sign = "-" if flags & _NEGATIVE else ""
    to.text("Decimal('%s%s')" % (sign, _magnitude(flags, words, coefficient, memory.i64(mpd + 8))))


def _magnitude(flags, words, coefficient, exponent):
    if flags & _INFINITE:
        return "Infinity"
    if flags & (_NAN | _SIGNALLING):
        return ("sNaN" if flags & _SIGNALLING else "NaN") + (str(coefficient) if words else "")
    return _scientific(str(coefficient), exponent)


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


def method_wrapper(to, address, kind):
    name = strings.text(to.heap, _field(to, _field(to, address, 0), 1), "?")
    owner = _field(to, address, 1)
    to.text("<method-wrapper '%s' of %s object at %#x>" % (name, to.heap.type_of(owner).name, owner))


def is_counter(heap, kind):
    for _ in range(_MOST_BASES):
        if not kind.has(HEAP_TYPE):
            return False
        if kind.name == "Counter" and named.full_name(heap, kind) == "collections.Counter":
            return True
        if not kind.base:
            return False
        kind = heap.type(kind.base)
    return False


def counter(to, address, kind):
    """The most common first, as `Counter.most_common`."""
    heap = to.heap
    entries = dicts.entries(heap, address, _MOST_COUNTS)
    if all(heap.type_of(value).has(INT) for _, value in entries):
        entries = sorted(entries, key=lambda entry: -(ints.read(heap, entry[1]) or 0))
    with to.nested(address, "...") as fresh:
        if fresh:
            to.text(kind.short_name + ("({" if entries else "("))
            containers.pairs(to, entries, "", ": ", "")
            to.text("})" if entries else ")")
