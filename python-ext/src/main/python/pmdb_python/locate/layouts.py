"""Struct layouts of CPython as data: offsets by `struct.field`, from the files that pmdb itself uses.

A file `cpython-X.Y[.0][t].layout` has a line `struct.field OFFSET [@WORD[+WORD]]` for each field, where `@`
names the words of that version's own debug offsets which hold the same number. Which fields exist is also
how readers tell the shapes of a struct apart.
"""

import collections
import re

from pmdb_python.target.memory import MemoryFault
from pmdb_python_data import LAYOUTS

COOKIE = b"xdebugpy"
# Builds: free-threaded (`--disable-gil`) since 3.13; with `Py_TRACE_REFS`, which debug builds up to 3.7 have, two pointers
# precede every object's header (`_PyObject_HEAD_EXTRA` in `Include/object.h`).
RELEASE, FREE_THREADED, TRACE_REFS = "release", "free-threaded", "trace-refs"
# The last releases before a series moved fields: 3.7.4 those of the runtime, 3.14.5 those of the interpreter behind the
# collector's, 3.15.2 those of mimalloc. A file with `.0`, which not each build has, is for these and those before.
_EARLY = {(3, 7): 3, (3, 14): 4, (3, 15): 1}
_NAME = re.compile(r"cpython-(\d+)\.(\d+)\.layout$")
_TEXT = re.compile(r"(\d)\.(\d{1,2})(?:\.(\d{1,3}))?")
_MOST_OFFSET = 1 << 20
_TRACE_REFS_BYTES = 16
# Structs that do not begin with an object's header, and numbers that are no offsets.
_NOT_OBJECTS = (
    "runtime interp gil tstate errstack cframe iframe dictkeys dictvalues methoddef memberdef odictnode instance"
    " typestate tryblock gchead generation"
).split()
_NO_OFFSETS = (
    "unicode.kind_bit unicode.compact_bit unicode.ascii_bit unicode.ready_bit unicode2.width deque.block_right"
    " deque.block_data deque.block_items"
).split()


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
    """Offsets of one version and build. `from_target` says that its own debug offsets were read."""

    def __init__(self, version, build, fields, words, from_target=False):
        self.version, self.build, self.words, self.from_target = version, build, words, from_target
        self._fields = fields

    @property
    def title(self):
        """The version as Python names it: `3.13.5`, `3.13.5t`."""
        return "%s%s" % (self.version, "t" if self.build == FREE_THREADED else "")

    def has(self, field):
        return field in self._fields

    def offset(self, field):
        try:
            return self._fields[field]
        except KeyError:
            raise MemoryFault(0, 8, "the layout of CPython %s has no field %s" % (self.version, field)) from None

    def replaced(self, offsets, from_target=None):
        """A copy with other offsets over these."""
        told = self.from_target if from_target is None else from_target
        return Layout(self.version, self.build, {**self._fields, **offsets}, self.words, told)

    def for_release(self, version):
        return Layout(version, self.build, self._fields, self.words, self.from_target)


def known():
    """Minor versions that have a layout, newest first."""
    found = {Version(int(m.group(1)), int(m.group(2)), -1) for m in map(_NAME.match, LAYOUTS) if m}
    return sorted(found, reverse=True)


def all_of(version):
    """The layouts of a version, its release build first; where the release is not known, those of early releases last."""
    releases = [version]
    if version.micro < 0 and version[:2] in _EARLY:
        releases.append(version._replace(micro=_EARLY[version[:2]]))
    builds = (RELEASE, FREE_THREADED, TRACE_REFS)
    found = [of(release, build) for release in releases for build in builds]
    return [layout.for_release(version) for layout in found if layout]


def of(version, build=RELEASE):
    """The layout for a release, or None where its minor version is not known or was never built so."""
    if version is None or version[:2] not in {v[:2] for v in known()}:
        return None
    new = version[:2] >= (3, 13)
    if build == (TRACE_REFS if new else FREE_THREADED):
        return None
    fields, words = {}, {}
    for line in LAYOUTS[_file(version, build)].splitlines():
        if line and not line.startswith("#"):
            name, offset, *own = line.split(" ")
            fields[name] = int(offset) + (_extra(name) if build == TRACE_REFS else 0)
            if own:
                words[name] = [int(word) for word in own[0][1:].split("+")]
    return Layout(version, build, fields, words)


def _extra(name):
    moves = name not in _NO_OFFSETS and name.partition(".")[0] not in _NOT_OBJECTS
    return _TRACE_REFS_BYTES if moves else 0


def _file(version, build):
    flags = "t" if build == FREE_THREADED else ""
    moved = "cpython-%d.%d.0%s.layout" % (version[:2] + (flags,))
    early = 0 <= version.micro <= _EARLY.get(version[:2], -1)
    return moved if early and moved in LAYOUTS else "cpython-%d.%d%s.layout" % (version[:2] + (flags,))


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
    version = peek(memory, address)
    bundled = of(version, FREE_THREADED if version and memory.i64(address + 16) == 1 else RELEASE)
    if bundled is None:
        return None
    learnt = {}
    for field, words in bundled.words.items():
        learnt[field] = sum(memory.i64(address + 8 * word) for word in words)
        if not 0 <= learnt[field] <= _MOST_OFFSET:
            return None
    return bundled.replaced(learnt, True)
