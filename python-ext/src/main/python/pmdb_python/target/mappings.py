"""The target's mappings, from gdb's own lists."""

import bisect
import re

import gdb

# `maint info sections` of a core: one section for each of its segments.
_SEGMENT = re.compile(r"(0x[0-9a-f]+)->(0x[0-9a-f]+) at 0x[0-9a-f]+: load\d+\w*(.*)")
# `info proc mappings`: start, end, size, offset, rights (for processes) and the file.
_MAPPING = re.compile(r"\s*(0x[0-9a-f]+)\s+(0x[0-9a-f]+)\s+0x[0-9a-f]+\s+(0x[0-9a-f]+)(?:\s+([-rwxsp]{4,5}))?(?:\s+(.*))?$")


class Mapping:
    """Addresses start <= a < end; `path` is empty for memory that is no file's."""

    def __init__(self, start, end, offset, path, writable):
        self.start, self.end, self.offset, self.path, self.writable = start, end, offset, path, writable

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


def read(of_core):
    """Mappings of the selected inferior. A core's list of files has no rights, its segments have."""
    named = [_mapping(found) for found in map(_MAPPING.match, _ask("info proc mappings")) if found]
    if not of_core:
        return Mappings(named)
    files = Mappings(named)
    segments = [found for found in map(_SEGMENT.search, _ask("maint info sections")) if found]
    found = [_segment(segment, files) for segment in segments]
    covered = Mappings(found)
    return Mappings(found + [m for m in files if covered.at(m.start) is None])


def _ask(command):
    try:
        return gdb.execute(command, to_string=True).splitlines()
    except gdb.error:
        return []  # a target without it: what is missing is told by the search for Python


def _mapping(found):
    start, end, offset = (int(found.group(i), 16) for i in (1, 2, 3))
    path = (found.group(5) or "").strip()
    deleted = " (deleted)"
    return Mapping(start, end, offset, path[: -len(deleted)] if path.endswith(deleted) else path, "w" in (found.group(4) or ""))


def _segment(found, files):
    start, end = int(found.group(1), 16), int(found.group(2), 16)
    file = files.at(start)
    path, offset = (file.path, file.offset + start - file.start) if file else ("", 0)
    return Mapping(start, end, offset, path, "READONLY" not in found.group(3))
