"""Carets below the part of a source line that runs."""

import re

from pmdb_python.commands import anchors
from pmdb_python.commands.escape import escape

# A call that is the whole value of a statement, of which `traceback` marks nothing.
_RETURN = re.compile(r"return\s+\w+")
_ASSIGNMENT = re.compile(r"\w+\s*=")


def plain(text, number, columns):
    """Blanks and carets as wide as the line is printed; empty when the columns do not fit the line or cover all of
    it, which would tell nothing. An expression that ends on a later line is underlined to the end of this one."""
    before, part, _ = _fitting(text, number, columns)
    return _blanks(before) + "^" * len(escape(part)) if part and part.strip() != text.strip() else ""


def marks(text, number, columns):
    """The same as `traceback` of CPython 3.13 prints it: carets below the operator or the brackets, tildes below what
    they work on."""
    before, part, whole = _fitting(text, number, columns)
    found = anchors.of(part) if part and whole else None
    if not found:
        return plain(text, number, columns)
    return "" if _is_value(text, before, part, found) else _blanks(before) + _marked(part, *found)


def _fitting(text, number, columns):
    """What stands before the part, the part, and whether it ends in the line; an empty part where it does not fit."""
    raw = text.encode("utf-8", "replace")
    end_line, start, end = columns
    whole = end_line == number
    end = end if whole else len(raw)
    if start < 0 or end <= start or end > len(raw):
        return "", "", False
    return raw[:start].decode("utf-8", "replace"), raw[start:end].decode("utf-8", "replace"), whole


def _blanks(before):
    return "".join("\t" if c == "\t" else " " for c in escape(before))


def _marked(part, start, end):
    return "".join(
        mark * len(escape(text)) for mark, text in (("~", part[:start]), ("^", part[start:end]), ("~", part[end:]))
    )


def _is_value(text, before, part, found):
    """`return f(...)` and `x = f(...)`, all of them."""
    start, end = found
    if part[start] != "(" or end != len(part) or text.rstrip() != before + part:
        return False
    return bool(_RETURN.fullmatch((before + part[:start]).strip()) or _ASSIGNMENT.fullmatch(before.strip()))
