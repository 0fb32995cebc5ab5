"""Objects of C++'s library that have elements, for the gdb that reads a program's symbols for pmdb (`pmdb_symbols.py`):
`v[1]` and `v.size()` would be calls, but which members lead to the same is known of libstdc++ and libc++.
Works with gdb 12 to 16 and Python 3.8 and newer."""

import re

import gdb

import pmdb_shown

_VECTOR = re.compile(r"std::(\w+::)*vector<")
# Its elements are bits.
_OF_BITS = re.compile(r"std::(\w+::)*vector<bool[,>]")
_DEEPEST = 8

NONE = {"first": "", "count": "", "bits": False}

# What points to the first element, and how many there are: `{MEMBER}` is one of the object, `{}` the object.
_OF_VECTORS = (
    ("{_M_impl._M_start}", "({_M_impl._M_finish} - {_M_impl._M_start})"),
    ("{__begin_}", "({__end_} - {__begin_})"),
)
_OF_VECTORS_OF_BITS = (
    (
        "{_M_impl._M_start._M_p}",
        "(64 * ({_M_impl._M_finish._M_p} - {_M_impl._M_start._M_p}) + {_M_impl._M_finish._M_offset})",
    ),
    ("{__begin_}", "{__size_}"),
)
_OF_STRINGS = (
    ("{_M_dataplus._M_p}", "{_M_string_length}"),
    ("{_M_str}", "{_M_len}"),
    ("{__data_}", "{__size_}"),
    ("{__data}", "{__size}"),
)
# libc++ keeps short texts in the object: a bit of its first byte tells which kind it is.
_OF_SHORT_STRINGS = (
    "(*(unsigned char *)&{} & 1 ? *(char **)((char *)&{} + 16) : (char *)&{} + 1)",
    "(*(unsigned char *)&{} & 1 ? *(unsigned long *)((char *)&{} + 8) : *(unsigned char *)&{} / 2)",
)
_MEMBER = re.compile(r"\{([\w.]+)\}")


def of(type):
    """How the elements of an object are reached."""
    plain = type.strip_typedefs().unqualified()
    if plain.code != gdb.TYPE_CODE_STRUCT:
        return NONE
    if _OF_BITS.match(str(plain)):
        return _first(plain, _OF_VECTORS_OF_BITS, True)
    if _VECTOR.match(str(plain)):
        return _first(plain, _OF_VECTORS, False)
    if pmdb_shown.is_short_string(plain):
        return dict(zip(("first", "count"), _OF_SHORT_STRINGS), bits=False)
    return _first(plain, _OF_STRINGS, False) if pmdb_shown.is_string(plain) else NONE


class _Told:
    def __init__(self, words):
        self._words = words

    def to_string(self):
        return self._words


def _vector(value):
    """A vector as how many elements it has and where: they are not in it, and what is says little."""
    plain = value.type.strip_typedefs().unqualified()
    if plain.code != gdb.TYPE_CODE_STRUCT or not _VECTOR.match(str(plain)):
        return None
    bits = _OF_BITS.match(str(plain)) is not None
    for first, count in _OF_VECTORS_OF_BITS if bits else _OF_VECTORS:
        if all(_has(plain, path) for path in _MEMBER.findall(first + count)):
            begin = _value(value, _MEMBER.findall(first)[0])
            return _counted(begin, [_value(value, path) for path in _MEMBER.findall(count)], bits)
    return None


def _counted(begin, ends, bits):
    """By the end, or by how many bits there are: in all, or behind the words."""
    size = begin.type.strip_typedefs().target().sizeof
    length = 0 if len(ends) == 1 else int(ends[0]) - int(begin)
    if length < 0 or length % size:
        return None  # there is no vector yet
    count = 8 * length + int(ends[-1]) if bits else length // size
    return _Told("{size %d, at 0x%x}" % (count, int(begin)) if count else "{size 0}")


def _value(value, path):
    for name in path.split("."):
        value = value[name]
    return value


gdb.pretty_printers.append(_vector)


def _first(plain, ways, bits):
    for first, count in ways:
        if all(_has(plain, path) for path in _MEMBER.findall(first + count)):
            return {"first": first, "count": count, "bits": bits}
    return NONE


def _has(type, path):
    for name in path.split("."):
        type = _member(type, name, 0)
        if type is None:
            return False
    return True


def _member(type, name, depth):
    """The type of a member, of the class or of one above it."""
    plain = type.strip_typedefs()
    if plain.code != gdb.TYPE_CODE_STRUCT or depth > _DEEPEST:
        return None
    for field in plain.fields():
        found = _member(field.type, name, depth + 1) if field.is_base_class else field.name == name and field.type
        if found:
            return found
    return None
