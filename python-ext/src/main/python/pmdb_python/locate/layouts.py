"""Struct layouts of CPython as data: offsets by `struct.field`, from the files that pmdb itself uses.

A file `cpython-X.Y[.0].layout` has a line `struct.field OFFSET [@WORD[+WORD]]` for each field, where `@`
names the words of that version's own debug offsets which hold the same number. Which fields exist is also
how readers tell the shapes of a struct apart.
"""

import collections
import re

from pmdb_python.target.memory import MemoryFault
from pmdb_python_data import LAYOUTS

COOKIE = b"xdebugpy"
_NAME = re.compile(r"cpython-(\d+)\.(\d+)\.layout$")
_TEXT = re.compile(r"(\d)\.(\d{1,2})(?:\.(\d{1,3}))?")
_MOST_OFFSET = 1 << 20
# The first release whose structs are read here; those of older ones have other shapes.
_OLDEST = (3, 6)


class Version(collections.namedtuple("Version", "major minor micro")):
    """A release; micro is -1 where only X.Y is known."""

    def __str__(self):
        return "%d.%d" % self[:2] if self.micro < 0 else "%d.%d.%d" % self

    @staticmethod
    def of_hex(number):
        """From PY_VERSION_HEX (`Include/patchlevel.h`)."""
        return Version(number >> 24 & 0xFF, number >> 16 & 0xFF, number >> 8 & 0xFF)

    @staticmethod
    def parse(text):
        found = _TEXT.match(text)
        return found and Version(int(found.group(1)), int(found.group(2)), int(found.group(3) or -1))


class Layout:
    """Offsets of one version."""

    def __init__(self, version, fields, words, from_target=False):
        self.version, self._fields, self.words, self.from_target = version, fields, words, from_target

    def has(self, field):
        return field in self._fields

    def offset(self, field):
        try:
            return self._fields[field]
        except KeyError:
            raise MemoryFault(0, 8, "CPython %s has no field %s" % (self.version, field)) from None

    def replaced(self, offsets):
        """A copy with the target's own offsets over these."""
        return Layout(self.version, {**self._fields, **offsets}, self.words, True)

    def for_release(self, version):
        return Layout(version, self._fields, self.words, self.from_target)


def known():
    """Minor versions that have a layout, newest first."""
    found = {Version(int(m.group(1)), int(m.group(2)), -1) for m in map(_NAME.match, LAYOUTS) if m}
    return sorted((version for version in found if version[:2] >= _OLDEST), reverse=True)


def of(version):
    """The layout for a release, or None."""
    if version is None or version[:2] not in {v[:2] for v in known()}:
        return None
    fields, words = {}, {}
    for line in LAYOUTS[_file(version)].splitlines():
        if line and not line.startswith("#"):
            name, offset, *own = line.split(" ")
            fields[name] = int(offset)
            if own:
                words[name] = [int(word) for word in own[0][1:].split("+")]
    return Layout(version, fields, words)


def _file(version):
    """CPython 3.7.4 moved fields of the runtime; the file with `.0` is for the releases before."""
    early = "cpython-%d.%d.0.layout" % version[:2]
    return early if 0 <= version.micro < 4 and early in LAYOUTS else "cpython-%d.%d.layout" % version[:2]


def peek(memory, address):
    """The version that plausible debug offsets at an address are of, or None."""
    try:
        number, free_threaded = memory.i64(address + 8), memory.i64(address + 16)
        sensible = 0x030D0000 <= number < 0x04000000 and free_threaded in (0, 1)
        return Version.of_hex(number) if memory.bytes(address, 8) == COOKIE and sensible else None
    except MemoryFault:
        return None


def from_debug_offsets(memory, address):
    """The layout that `_PyRuntime` itself tells since 3.13, over the bundled one; None where there is none.

    Source: `Include/internal/pycore_debug_offsets.h`.
    """
    bundled = of(peek(memory, address))
    if bundled is None:
        return None
    learnt = {}
    for field, words in bundled.words.items():
        learnt[field] = sum(memory.i64(address + 8 * word) for word in words)
        if not 0 <= learnt[field] <= _MOST_OFFSET:
            return None
    return bundled.replaced(learnt)


def is_free_threaded(memory, address):
    return peek(memory, address) is not None and memory.i64(address + 16) == 1
