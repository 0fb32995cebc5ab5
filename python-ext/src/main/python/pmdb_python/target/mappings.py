"""The target's mappings: from /proc or the core's own notes, else as gdb lists them.

Paths are bytes to the kernel. What gdb prints is only had as text, and not at all where a path is no UTF-8, so the
sources are read themselves where they can be.
"""

import bisect
import os
import re
import struct

import gdb

# `maint info sections` of a core: one section for each of its segments, and the notes.
_SEGMENT = re.compile(r"(0x[0-9a-f]+)->(0x[0-9a-f]+) at 0x[0-9a-f]+: load\d+\w*(.*)")
_NOTES = re.compile(r"(0x[0-9a-f]+)->(0x[0-9a-f]+) at (0x[0-9a-f]+): note\d+ ")
# The line before the first section of a core names the core.
_CORE = re.compile(r"[`'\"\u2018](/[^\n]*)['\"\u2019], [^\n]*\n(?=[^\n]*: note0)")
# A line of /proc/PID/maps.
_LINE = re.compile(rb"([0-9a-f]+)-([0-9a-f]+) (\S+) ([0-9a-f]+) \S+ \d+ *(.*)")
# `info proc mappings`: start, end, size, offset, rights (for processes) and the file.
_ROW = re.compile(r"\s*0x([0-9a-f]+)\s+0x([0-9a-f]+)\s+0x[0-9a-f]+\s+0x([0-9a-f]+)(?:\s+([-rwxsp]{4,5}))?(?:\s+(.*))?$")
_DELETED = " (deleted)"
_NT_FILE = 0x46494C45
_MOST_NOTES = 64 << 20


class Mapping:
    """Addresses start <= a < end; `path` is empty for memory that is no file's. `dumped` says whether a core
    has its bytes."""

    def __init__(self, start, end, offset, path, writable, dumped=True):
        self.start, self.end, self.offset, self.path = start, end, offset, path
        self.writable, self.dumped = writable, dumped

    @property
    def is_file(self):
        return self.path.startswith("/")


class Mappings(list):
    """Mappings in ascending order."""

    def __init__(self, mappings):
        super().__init__(sorted(mappings, key=lambda m: m.start))
        self._starts = [m.start for m in self]

    def at(self, address):
        """The mapping around an address, or None."""
        index = bisect.bisect_right(self._starts, address) - 1
        return self[index] if index >= 0 and address < self[index].end else None


def of_process(pid, is_local):
    """Of a process; `is_local` when /proc here is that of its machine."""
    if is_local:
        try:
            with open("/proc/%d/maps" % pid, "rb") as maps:
                return Mappings([_mapping(*_LINE.match(line.rstrip(b"\n")).groups()) for line in maps])
        except (OSError, AttributeError):
            pass  # no rights to it here: gdb may have them
    return Mappings(_listed())


def of_core():
    """Of the core that gdb has open. The notes tell files without rights, the segments have those."""
    text = ask("maint info sections")
    files = Mappings(_of_notes(text) or _listed())
    found = [_segment(segment, files) for segment in _SEGMENT.finditer(text)]
    covered = Mappings(found)
    return Mappings(found + [file for file in files if covered.at(file.start) is None])


def core_file(text=None):
    """The path of the core that gdb has open, empty where that is not told."""
    found = _CORE.search(ask("maint info sections") if text is None else text)
    return found.group(1) if found else ""


def ask(command):
    """What gdb prints; nothing where it can not, or where a name in it is no text."""
    try:
        return gdb.execute(command, to_string=True)
    except (gdb.error, UnicodeError):
        return ""


def _listed():
    return [_mapping(*found.group(1, 2, 4, 3, 5)) for found in map(_ROW.match, ask("info proc mappings").splitlines()) if found]


def _mapping(start, end, rights, offset, path):
    path = os.fsdecode(path or "").strip()
    path = path[: -len(_DELETED)] if path.endswith(_DELETED) else path
    writable = "w" in os.fsdecode(rights or "")
    return Mapping(int(start, 16), int(end, 16), int(offset, 16), path, writable)


def _segment(found, files):
    start, end, flags = int(found.group(1), 16), int(found.group(2), 16), found.group(3)
    file = files.at(start)
    path, offset = (file.path, file.offset + start - file.start) if file else ("", 0)
    return Mapping(start, end, offset, path, "READONLY" not in flags, "HAS_CONTENTS" in flags)


def _of_notes(text):
    """The files of NT_FILE, from the core file itself."""
    try:
        with open(core_file(text), "rb") as core:
            for found in _NOTES.finditer(text):
                start, end, at = (int(number, 16) for number in found.groups())
                core.seek(at)
                for kind, content in _notes(core.read(min(end - start, _MOST_NOTES))):
                    if kind == _NT_FILE:
                        return list(_files(content))
    except (OSError, ValueError, struct.error):
        return []  # gdb's own list is asked then
    return []


def _notes(raw):
    at = 0
    while at + 12 <= len(raw):
        name, size, kind = struct.unpack_from("<3I", raw, at)
        content = at + 12 + (name + 3 & ~3)
        yield kind, raw[content : content + size]
        at = content + (size + 3 & ~3)


def _files(note):
    """Count and page size, then start, end and offset in pages of each, then the names (`fs/binfmt_elf.c`)."""
    count, page = struct.unpack_from("<2Q", note)
    names = note[16 + 24 * count :].split(b"\0")
    for i, name in zip(range(count), names):
        start, end, offset = struct.unpack_from("<3Q", note, 16 + 24 * i)
        yield Mapping(start, end, offset * page, os.fsdecode(name), False)
