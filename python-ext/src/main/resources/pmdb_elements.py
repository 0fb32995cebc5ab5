"""Objects of C++'s library that have elements, for the gdb that reads a program's symbols for pmdb (`pmdb_symbols.py`):
`v[1]` and `v.size()` would be calls, but which members lead to the same is known of libstdc++ and libc++.
Works with gdb 12 to 16 and Python 3.8 and newer."""

import re

import gdb

import pmdb_shown

# One of bool has bits for elements.
_VECTOR = re.compile(r"std::(\w+::)*vector<(?!bool[,>])")
_DEEPEST = 8

NONE = {"first": "", "end": "", "counted": False}


def of(type):
    """Which member leads to the first element, and which to the end of the last, or to how many there are."""
    plain = type.strip_typedefs().unqualified()
    if plain.code != gdb.TYPE_CODE_STRUCT:
        return NONE
    if _VECTOR.match(str(plain)):
        for first, end in ("_M_impl._M_start", "_M_impl._M_finish"), ("__begin_", "__end_"):
            if _has(plain, first):
                return {"first": first, "end": end, "counted": False}
    if pmdb_shown.is_string(plain):
        for first, end in ("_M_dataplus._M_p", "_M_string_length"), ("_M_str", "_M_len"):
            if _has(plain, first):
                return {"first": first, "end": end, "counted": True}
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
