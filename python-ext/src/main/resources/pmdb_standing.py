"""What names stand for at places of a program, for the gdb that reads its symbols for pmdb (`pmdb_symbols.py`).
Works with gdb 12 to 16 and Python 3.8 and newer."""

import re

import gdb

import pmdb_pieces
import pmdb_scope

# Classes above classes that are looked through.
_DEEPEST = 8
_THREAD = re.compile(r" a thread-local variable at offset 0x([0-9a-f]+) in the thread-local storage ")
_FRAME = re.compile(r" a variable at frame base reg \$(\w+) offset (-?\d+)\+(-?\d+)")


def of(name, place):
    """What a name is at a place: a member of the object whose function it is, a variable at a fixed distance from
    a register, one in several pieces, or something else. gdb's compiler errs on the second kind, and takes no pieces."""
    if "::" in name:
        pointer = _pointer_to_member(name)
        if pointer is None:
            return _address(name, place)
        here = _is_of_object(pointer, name.rpartition("::")[2], place)
        return {"kind": "FIELD" if here else "MEMBER"}
    symbol, is_field = gdb.lookup_symbol(name, pmdb_scope.block(place))
    if is_field:
        return _field(name, place)
    if symbol is None:
        return {"kind": "OTHER"}
    return _address(name, place, symbol.type)


def _pointer_to_member(name):
    """The type, such as `int ns::A::*`; None where not each object has its own."""
    try:
        type = gdb.parse_and_eval("&" + name).type
    except gdb.error:
        return None  # each thread has its own
    return type if type.code in (gdb.TYPE_CODE_MEMBERPTR, gdb.TYPE_CODE_METHODPTR) else None


def _is_of_object(pointer, member, place):
    """Whether that is what the object whose function it is has by the name: no class in between hides it."""
    return any(
        re.search(r"[ (]%s::\*" % re.escape(str(each)), str(pointer)) for each in _way(_own_class(place), member, 0)
    )


def _own_class(place):
    this, _ = gdb.lookup_symbol("this", pmdb_scope.block(place))
    return None if this is None else this.type.strip_typedefs().target()


def _field(name, place):
    """A member that the class has once may be each thread's own."""
    way = _way(_own_class(place), name, 0)
    for field in way[-1].fields() if way else []:
        if field.name == name and not hasattr(field, "bitpos"):
            found = _address("%s::%s" % (way[-1], name), place)
            return found if found["kind"] == "THREAD" else {"kind": "FIELD"}
    return {"kind": "FIELD"}


def _way(type, member, depth):
    """From a class to that of its bases in which a member of that name is found first; empty without one."""
    if type is None or depth > _DEEPEST:
        return []
    plain = type.strip_typedefs().unqualified()
    fields = plain.fields()
    if any(field.name == member and not field.is_base_class for field in fields):
        return [plain]
    for field in fields:
        rest = _way(field.type, member, depth + 1) if field.is_base_class else []
        if rest:
            return [plain] + rest
    return []


def _address(name, place, type=None):
    """What debug information says of where a variable is."""
    try:
        told = pmdb_pieces.there(gdb.execute("info address " + name, to_string=True), place)
    except gdb.error:
        return {"kind": "OTHER"}
    if pmdb_pieces.are_in(told, type):
        return {"kind": "PIECES"}
    thread = _THREAD.search(told)
    if thread is not None:
        return {"kind": "THREAD", "name": name, "offset": int(thread.group(1), 16)}
    frame = _FRAME.search(told)
    if frame is None:
        return {"kind": "OTHER"}
    return {"kind": "FRAME", "register": frame.group(1), "offset": int(frame.group(2)) + int(frame.group(3))}
