"""Compiled regular expressions: behind the head groups, their names, their numbers, the pattern and the flags
(`PatternObject` in `Modules/_sre/sre.h`)."""

from pmdb_python.objects import arrays, instances, literals, strings
from pmdb_python.objects.heap import BYTES, STR

_MOST_OF_PATTERN = 200  # Python shows so many characters of the pattern's own representation,
_MOST_OF_MATCH = 50  # and of that of what matched
_MOST_BYTES = 1 << 16
_MOST_SEARCHED = 1 << 20  # of a text in which something was found
_LOCALE, _UNICODE, _ASCII = 4, 32, 256
_FLAGS = ("TEMPLATE", "IGNORECASE", "LOCALE", "MULTILINE", "DOTALL", "UNICODE", "VERBOSE", "DEBUG", "ASCII")


def render(to, address, kind):
    heap, fields = to.heap, arrays.fields_of(to.heap, address)
    pattern, flags = heap.memory.pointer(fields + 24), heap.memory.i32(fields + 32)
    pattern_kind = heap.type_of(pattern)
    if pattern_kind.has(STR):
        shown = literals.of_string(strings.read(heap, pattern, to.limits.size)[0])
        if not flags & (_LOCALE | _ASCII):
            flags &= ~_UNICODE
    elif pattern_kind.has(BYTES):
        shown = repr(bytes(strings.content(heap, pattern, _MOST_BYTES)))
    else:
        instances.instance(to, address, kind)
        return
    names = ["re." + name for bit, name in enumerate(_FLAGS) if flags >> bit & 1]
    rest = flags >> len(_FLAGS) << len(_FLAGS)
    names += [hex(rest)] if rest else []
    to.text("re.compile(" + shown[:_MOST_OF_PATTERN] + (", " + "|".join(names) if names else "") + ")")


def match(to, address, kind):
    """Behind the head of variable size: string, groups, pattern, begin, end, last group, how many groups, then where each
    begins and ends (`MatchObject`)."""
    heap, fields = to.heap, arrays.fields_of(to.heap, address)
    string = heap.memory.pointer(fields)
    start, end = heap.memory.i64(fields + 56), heap.memory.i64(fields + 64)
    text = heap.type_of(string).has(STR)
    known = text or heap.type_of(string).has(BYTES)
    if not known or start < 0 or not start <= end <= _MOST_SEARCHED:
        instances.instance(to, address, kind)
        return
    if text:
        shown = literals.of_string(strings.read(heap, string, end)[0][start:])
    else:
        shown = repr(bytes(strings.content(heap, string, end))[start:])
    to.text("<%s object; span=(%d, %d), match=%s>" % (kind.name, start, end, shown[:_MOST_OF_MATCH]))
