"""Bytes of the target: all that is asked for, or a MemoryFault that says which could not be read."""

import struct

PAGE = 4096
# Texts are read in pieces that lie in one page.
_TEXT = 64
_MOST_PAGES = 16384
_TOP = 1 << 64
_I32, _I64, _U64 = struct.Struct("<i"), struct.Struct("<q"), struct.Struct("<Q")


class MemoryFault(Exception):
    """Bytes that could not be read; `why` ends the sentence "cannot read N bytes at 0x...: ..."."""

    def __init__(self, address, length, why):
        super().__init__("cannot read %d bytes at %#x: %s" % (length, address, why))
        self.address = address


def malformed(address, why):
    """A fault for bytes that are there and make no sense."""
    return MemoryFault(address, 8, why)


def bounded(count, most, address, what):
    """A count that the target claims, if it is sensible."""
    if not 0 <= count <= most:
        raise malformed(address, "its %s is %d" % (what, count))
    return count


class Reader:
    """Typed reads over `bytes(address, length)`, which gives all that is asked for or raises a MemoryFault."""

    def bytes(self, address, length):
        raise NotImplementedError

    def u8(self, address):
        return self.bytes(address, 1)[0]

    def i32(self, address):
        return _I32.unpack(self.bytes(address, 4))[0]

    def u32(self, address):
        return self.i32(address) & 0xFFFFFFFF

    def i64(self, address):
        return _I64.unpack(self.bytes(address, 8))[0]

    def pointer(self, address):
        return _U64.unpack(self.bytes(address, 8))[0]

    def pointers(self, address, count):
        return struct.unpack("<%dQ" % count, self.bytes(address, 8 * count))

    def c_string(self, address, most):
        """The bytes before the first NUL, at most so many."""
        text, at = b"", address
        while len(text) < most:
            part = self.bytes(at, min(most - len(text), _TEXT - at % _TEXT))
            end = part.find(b"\0")
            if end >= 0:
                return text + part[:end]
            text, at = text + part, at + len(part)
        return text


class Memory(Reader):
    """Memory in pages that are kept: of a program that stands still.

    `source(address, length)` gives the bytes or raises MemoryFault.
    """

    def __init__(self, source):
        self._source = source
        self._pages = {}

    def bytes(self, address, length):
        address &= _TOP - 1
        start = address & (PAGE - 1)
        if start + length <= PAGE:
            page = self._page(address - start)
            return self._exact(address, length) if page is None else page[start : start + length]
        return self._across(address, length)

    def _across(self, address, length):
        parts, at, end = [], address, address + length
        while at < end:
            count = min(end - at, PAGE - at % PAGE)
            page = self._page(at - at % PAGE)
            parts.append(self._exact(at, count) if page is None else page[at % PAGE : at % PAGE + count])
            at += count
        return b"".join(parts)

    def _page(self, start):
        """A page, or None when not all of it is readable: the exact range is asked for then, so that a
        fault names the right address."""
        if start not in self._pages:
            if len(self._pages) >= _MOST_PAGES:
                self._pages.clear()
            try:
                self._pages[start] = self._exact(start, PAGE)
            except MemoryFault:
                self._pages[start] = None
        return self._pages[start]

    def _exact(self, address, length):
        if address + length > _TOP:
            raise MemoryFault(address, length, "nothing is mapped there")
        return self._source(address, length)
