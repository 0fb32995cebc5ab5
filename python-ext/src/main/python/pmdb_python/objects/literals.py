"""Scalars as `repr` writes them, from bytes of the target."""

_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}


def of_string(code_points):
    """`str.__repr__` from code points, which may be none that a str can have."""
    if all(c <= 0x10FFFF for c in code_points):
        return repr("".join(map(chr, code_points)))
    quote = '"' if 0x27 in code_points and 0x22 not in code_points else "'"
    return quote + "".join(_character(c, quote) for c in code_points) + quote


def _character(code_point, quote):
    if code_point > 0x10FFFF:
        return "\\U%08x" % code_point
    character = chr(code_point)
    if character == quote:
        return "\\" + quote
    return _ESCAPES.get(character) or (character if character.isprintable() else repr(character)[1:-1])
