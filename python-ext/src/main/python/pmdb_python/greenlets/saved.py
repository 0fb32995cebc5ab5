"""Memory as a suspended greenlet left it: the part of the C stack that another one needed was copied to the heap, and is
read from there."""

from pmdb_python.target.memory import Reader, malformed


class SavedStack(Reader):
    """`start` is where the part lay, `length` bytes; `copy` where it is kept."""

    def __init__(self, memory, start, length, copy):
        if start + length >= 1 << 64:
            raise malformed(start, "the stack that was saved from there has no end")
        self._memory, self._start, self._end, self._copy = memory, start, start + length, copy

    def bytes(self, address, length):
        parts, at, end = [], address, address + length
        while at < end:
            saved = self._start <= at < self._end
            until = min(end, self._end if saved else self._start if at < self._start else end)
            parts.append(self._memory.bytes(self._copy + at - self._start if saved else at, until - at))
            at = until
        return b"".join(parts)
