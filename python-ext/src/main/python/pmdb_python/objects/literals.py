"""Scalars as `repr` writes them, from bytes of the target."""

_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}


def of_string(code_points):
    """`str.__repr__` from code points, which may be none that a str can have."""
    if all(c <= 0x10FFFF for c in code_points):
        return repr("".join(map(chr, code_points)))
    return _quoted(code_points, _character)


def of_ascii_string(code_points):
    """`unicode.__repr__` of Python 2 without its `u`: all but ASCII is escaped."""
    return _quoted(code_points, _ascii_character)


def _quoted(code_points, character):
    quote = '"' if 0x27 in code_points and 0x22 not in code_points else "'"
    return quote + "".join(character(c, quote) for c in code_points) + quote


def _character(code_point, quote):
    if code_point > 0x10FFFF:
        return "\\U%08x" % code_point
    character = chr(code_point)
    if character == quote:
        return "\\" + quote
    return _ESCAPES.get(character) or (character if character.isprintable() else repr(character)[1:-1])


def _ascii_character(code_point, quote):
    character = chr(code_point) if code_point <= 0x10FFFF else ""
    if character == quote:
        return "\\" + quote
    if 0x20 <= code_point < 0x7F and character not in _ESCAPES:
        return character
    if character in _ESCAPES:
        return _ESCAPES[character]
    form = "\\x%02x" if code_point <= 0xFF else "\\u%04x" if code_point <= 0xFFFF else "\\U%08x"
    return form % code_point
