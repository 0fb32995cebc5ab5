"""Which line of source Python could not understand, as `traceback` of each version shows it
(`TracebackException._format_syntax_error`). What it means for a keyword, since 3.14, is left out.

The fields stand behind the exception's head (`PySyntaxErrorObject` in `pyerrors.h`): message, file, line, offset, since
3.10 the line and offset of the end, text."""

from pmdb_python.frames.exceptiontext import MOST
from pmdb_python.objects import ints
from pmdb_python.objects.heap import BYTES, STR

_INDENT = "    "


class SyntaxErrorText:
    def __init__(self, heap, fields, exception):
        self._heap, self._fields, self._exception = heap, fields, exception

    def message(self):
        """Behind the colon."""
        said = self._string(0) or "<no detail available>"
        file = self._string(1) if self._heap.at_least(3, 7) and not self._field(2) else None
        return said if file is None else "%s (%s)" % (said, file)

    def place(self):
        """The lines before the type: the file, the text, and what of it is meant."""
        line, text = self._field(2), self._string(6 if self._has_end() else 4)
        where = ['  File "%s", line %s' % (self._string(1) or "<string>", self._fields.str(line))] if line else []
        return where + ([] if text is None else self._marked(text))

    def _has_end(self):
        return self._heap.at_least(3, 10)

    def _field(self, index):
        """Address of the value, or 0."""
        value = self._fields.field(self._exception, index)
        return value if value and self._heap.type_of(value).name != "NoneType" else 0

    def _string(self, index):
        value = self._field(index)
        kind = self._heap.type_of(value) if value else None
        text = kind and (kind.has(STR) or (kind.has(BYTES) and not self._heap.at_least(3, 0)))
        return self._fields.str(value) if text else None

    def _number(self, index):
        value = self._field(index)
        found = ints.small(self._heap, value) if value and ints.are_of(self._heap, self._heap.type_of(value)) else None
        return None if found is None else min(max(found, -1), MOST)

    def _marked(self, text):
        offset, bare = self._number(3), text.rstrip("\n")
        if not self._heap.at_least(3, 9):
            return _of_old(text, bare, offset)
        if offset is None:
            return _marked(bare, 0, 0)
        if not self._has_end():
            return _marked(bare, offset, offset + 1)
        end = self._number(5) or offset
        if not self._heap.at_least(3, 13):
            return _marked(bare, offset, offset + 1 if end in (offset, -1) else end)
        last = len(bare) + 1
        start = last if offset > len(text) else offset
        end = last if self._number(2) != self._number(4) or end > len(text) else end
        return _marked(bare, start, start + 1 if start >= end or end < 0 else end)


def _marked(bare, start, end):
    """`start` is the first character that is meant, from 1, `end` the one behind the last."""
    shown = bare.lstrip(" \n\f")
    column = start - 1 - (len(bare) - len(shown))
    lines = [_INDENT + shown]
    return lines if column < 0 else lines + [_INDENT + _blanks(shown[:column]) + "^" * (end - start)]


def _of_old(text, bare, offset):
    """As up to 3.8."""
    lines = [_INDENT + text.strip()]
    if offset is not None:
        lines.append(_INDENT + _blanks(bare[: min(len(bare), offset) - 1].lstrip()) + "^")
    return lines


def _blanks(text):
    """What is no space becomes one: tabs keep the mark in its column."""
    return "".join(c if c.isspace() else " " for c in text)
