"""How the gdb that reads a program's symbols for pmdb (`pmdb_symbols.py`) shows bytes of a process as a value.
Works with gdb 12 to 16 and Python 3.8 and newer."""

import re

import gdb

# What gdb says behind a `char *` and a reference, whose memory it does not have.
_NO_TEXT = re.compile(r":? <error: Cannot access memory at address 0x([0-9a-f]+)>")


def is_character(type):
    plain = type.strip_typedefs().unqualified()
    return plain.sizeof == 1 and plain.code in (gdb.TYPE_CODE_INT, gdb.TYPE_CODE_CHAR)


_MOST_BYTES = 200
_MOST_ELEMENTS = 200
_DEEPEST = 8
_TEXT = frozenset(b"\t\n\r") | frozenset(range(32, 127))


class _Bytes:
    """An array of bytes that is no text, of which gdb would show what is in front of the first zero."""

    def __init__(self, value):
        self._value = value

    def to_string(self):
        return self._value.format_string(format="x", raw=True, styling=False)


def _printer(value):
    """`char` is text whatever it holds; bytes with a sign, or without one, where they look like it."""
    plain = value.type.strip_typedefs()
    if plain.code != gdb.TYPE_CODE_ARRAY or not is_character(plain.target()):
        return None
    if not str(plain.target().strip_typedefs().unqualified()).endswith("signed char"):
        return None
    low, high = plain.range()
    held = bytes(int(value[i]) & 0xFF for i in range(low, min(high, low + _MOST_BYTES) + 1))
    return None if held.strip(b"\0") and _TEXT.issuperset(held.rstrip(b"\0")) else _Bytes(value)


gdb.pretty_printers.append(_printer)


# `char []` and `int [][4]`, and `int [0]`, which was written before there were those.
_OPEN = re.compile(r"\[0?\](\[\d+\])*$")


def _is_open(type):
    """Whether it is an array of no length, with which a struct may end."""
    plain = type.strip_typedefs()
    return plain.code == gdb.TYPE_CODE_ARRAY and plain.sizeof == 0 and _OPEN.search(str(plain)) is not None


def is_sized(type, depth=0):
    """Whether the size is known before the program runs: that of an array whose length is a variable is not."""
    if not getattr(type, "dynamic", False):
        return True
    plain = type.strip_typedefs()
    if plain.code not in (gdb.TYPE_CODE_STRUCT, gdb.TYPE_CODE_UNION) or depth > _DEEPEST:
        return False
    return all(_is_open(field.type) or is_sized(field.type, depth + 1) for field in plain.fields() if hasattr(field, "bitpos"))


class _Words:
    def __init__(self, words):
        self._words = words

    def to_string(self):
        return self._words


def _open(value):
    return _Words("<length unknown>") if _is_open(value.type) else None


gdb.pretty_printers.append(_open)
_STRING = re.compile(r"std::(\w+::)*basic_string(_view)?<char, ")
# What pointers of the value that is being shown lead to.
_FOLLOWED = {}
# The type of that value, and its bytes.
_SHOWN = []


# Members of a std::string_view, as libstdc++ and libc++ call them.
_VIEWS = (("_M_str", "_M_len"), ("__data_", "__size_"), ("__data", "__size"))
# Of a std::string of libc++: capacity, length and address, or in their place a short text, its length in the first byte.
_SHORT_STRING = re.compile(r"std::__\w+::basic_string<char, ")
_SHORT_STRING_BYTES = 24
ADDRESS_AT = 16


def is_short_string(type):
    """Whether it is a string of libc++ as it lays them out by itself."""
    plain = type.strip_typedefs().unqualified()
    known = plain.code == gdb.TYPE_CODE_STRUCT and plain.sizeof == _SHORT_STRING_BYTES
    return known and _SHORT_STRING.match(str(plain)) is not None and _has_address_last(plain)


def _has_address_last(plain):
    """libc++ can be built to have it first, and to tell in the last byte whether the text is short."""
    try:
        form = _forms(gdb.Value(0).cast(plain.pointer()).dereference())["__l"]
        return int(form["__data_"].address) == ADDRESS_AT
    except (gdb.error, KeyError):
        return False


def is_string(type):
    plain = type.strip_typedefs().unqualified()
    return plain.code == gdb.TYPE_CODE_STRUCT and _STRING.match(str(plain)) is not None


def _string(value):
    """Objects of libstdc++ and libc++ that hold text, as pmdb is to put it in: it knows the characters."""
    if not is_string(value.type):
        return None
    try:
        short = _short(value) if is_short_string(value.type) else None
        if short is not None:
            return _Words("\2%s\2" % short.hex())
        address, length = _held(value)
    except (gdb.error, KeyError):
        return None  # of another make
    if length == 0:
        return _Words('""')
    return _Words("\1%x %d\1" % (address, length)) if address in _FOLLOWED else None


def _names(value):
    return [field.name for field in value.type.strip_typedefs().fields()]


def _forms(value):
    """Of a string of libc++, whose members bear other names in other versions."""
    return value["__rep_"] if "__rep_" in _names(value) else value["__r_"]["__value_"]


def _short(value):
    """The text that a string of libc++ has in itself; None where it has it elsewhere."""
    form = _forms(value)["__s"]
    if "__is_long_" in _names(form):
        is_long, length = int(form["__is_long_"]), int(form["__size_"])
    else:
        is_long, length = int(form["__size_"]) & 1, (int(form["__size_"]) & 0xFF) >> 1
    return None if is_long else bytes(int(form["__data_"][i]) & 0xFF for i in range(min(length, _SHORT_STRING_BYTES - 2)))


def _held(value):
    if is_short_string(value.type):
        form = _forms(value)["__l"]
        return int(form["__data_"]), int(form["__size_"])
    names = _names(value)
    for first, length in _VIEWS:
        if first in names:
            return int(value[first]), int(value[length])
    try:
        address = int(value["_M_dataplus"]["_M_p"])
    except gdb.error:
        type, held = _SHOWN
        if value.type.strip_typedefs() != type.strip_typedefs():
            raise
        address = int.from_bytes(held[:8], "little")  # the debug information leaves it out
    return address, int(value["_M_string_length"])


gdb.pretty_printers.append(_string)


def is_text(type):
    """An array of characters, which says nothing if one of them is not known."""
    return type.code == gdb.TYPE_CODE_ARRAY and is_character(type.target())


_VERB = re.compile(r"^(has been|is) ")


def _in_part(value, at, absent, size=None):
    """As gdb shows variables of which a part has been optimized out."""
    plain = value.type.strip_typedefs()
    size = size or plain.sizeof
    missing = [why for begin, end, why in absent if begin < at + size and at < end]
    if not missing:
        return value.format_string(styling=False)
    if plain.code == gdb.TYPE_CODE_ARRAY and not is_text(plain):
        return _elements(value, plain, at, absent)
    if plain.code in (gdb.TYPE_CODE_STRUCT, gdb.TYPE_CODE_UNION):
        return "{%s}" % ", ".join(_members(value, plain, at, absent))
    return "<%s>" % _VERB.sub("", missing[0])


def _elements(value, plain, at, absent):
    low, high = plain.range()
    size = plain.target().sizeof
    shown = range(low, min(high + 1, low + _MOST_ELEMENTS))
    texts = [_in_part(value[i], at + (i - low) * size, absent) for i in shown]
    return "{%s%s}" % (", ".join(texts), "..." if high not in shown else "")


def _members(value, plain, at, absent):
    for field in plain.fields():
        if isinstance(getattr(field, "bitpos", None), int):
            of_bits = (field.bitpos % 8 + field.bitsize + 7) // 8 if field.bitsize else None
            text = _in_part(value[field], at + field.bitpos // 8, absent, of_bits)
            name = "<%s>" % field.name if field.is_base_class else field.name
            yield "%s = %s" % (name, text) if name else text


def shown(type, held, texts, absent=()):
    """Bytes as a value of a type, with what pointers lead to, by address, and without what is not known, by places."""
    _SHOWN[:] = type, held
    _FOLLOWED.clear()
    _FOLLOWED.update(texts)
    text = _in_part(gdb.Value(held, type), 0, absent)
    return _NO_TEXT.sub(lambda pointer: texts.get(int(pointer.group(1), 16), ""), text)
