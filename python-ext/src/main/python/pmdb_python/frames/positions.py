"""Turns an offset in bytecode into a place in the source. Four formats: `co_lnotab` of 2.7, where
lines only go forward, and of 3.6 to 3.9, pairs of lengths and lines in 3.10, locations since
(`Objects/lnotab_notes.txt`, `Objects/locations.md`)."""

import collections

# `columns` is None or (last line, start, end), the latter two in UTF-8 bytes; `line` 0 is not known.
Position = collections.namedtuple("Position", "line columns")


_EVER = 1 << 62  # no bytecode is that long

# What each format gives: the ranges of bytecode, each of which begins where the one before ends, as (end in bytes,
# Position). Behind the last one its line goes on.


def at(ranges, offset):
    """The range that an offset is in, or the last one; None where there is none."""
    found = None
    for end, found in ranges:
        if offset < end:
            break
    return found


def unsigned_lnotab(table, first_line):
    return _lnotab(table, first_line, lambda delta: delta)


def lnotab(table, first_line):
    return _lnotab(table, first_line, _signed)


def _lnotab(table, first_line, delta_of):
    line, end = first_line, 0
    for i in range(0, len(table) - 1, 2):
        end += table[i]
        yield end, Position(line, None)
        line += delta_of(table[i + 1])
    yield _EVER, Position(line, None)


def lines(table, first_line):
    line = known = first_line
    end = 0
    for i in range(0, len(table) - 1, 2):
        delta = _signed(table[i + 1])
        if delta != -128:
            line += delta
            known = line
        end += table[i]
        yield end, Position(known, None)


def _signed(byte):
    return byte - 256 if byte > 127 else byte


def locations(table, first_line):
    """Entries of a first byte (code, length in code units) and operands."""
    reader = _Reader(table)
    line, known, end = first_line, Position(first_line, None), 0
    while reader.at < len(table):
        first = reader.next()
        code = first >> 3 & 15
        end += ((first & 7) + 1) * 2
        line += _line_delta(reader, code)
        position = _position(reader, code, line)
        if code != 15:
            known = position
        yield end, known


def _line_delta(reader, code):
    if code in (13, 14):
        value = reader.varint()
        return -(value >> 1) if value & 1 else value >> 1
    return code - 10 if code in (10, 11, 12) else 0


def _position(reader, code, line):
    if code in (13, 15):
        return Position(line, None)
    if code == 14:
        end_line = line + reader.varint()
        return _span(line, end_line, reader.varint() - 1, reader.varint() - 1)
    if code >= 10:
        return _span(line, line, reader.next(), reader.next())
    second = reader.next()
    start = code << 3 | second >> 4
    return _span(line, line, start, start + (second & 15))


def _span(line, end_line, start, end):
    return Position(line, None if start < 0 or end < 0 else (end_line, start, end))


class _Reader:
    """Past the end of the table it reads zeros, so a cut table ends the walk."""

    def __init__(self, table):
        self._table, self.at = table, 0

    def next(self):
        self.at += 1
        return self._table[self.at - 1] if self.at <= len(self._table) else 0

    def varint(self):
        value = shift = 0
        while True:
            part = self.next()
            value |= (part & 63) << shift
            shift += 6
            if not part & 64 or shift >= 32:
                return value
