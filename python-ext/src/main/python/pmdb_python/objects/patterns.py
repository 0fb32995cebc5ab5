"""Compiled regular expressions: behind the head groups, their names, their numbers, the pattern and the flags
(`PatternObject` in `Modules/_sre/sre.h`)."""

from pmdb_python.objects import arrays, instances, literals, strings
from pmdb_python.objects.heap import BYTES, STR

_MOST_SHOWN = 200  # Python shows so many characters of the pattern
_MOST_BYTES = 1 << 16
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
    to.text("re.compile(" + shown[:_MOST_SHOWN] + (", " + "|".join(names) if names else "") + ")")
