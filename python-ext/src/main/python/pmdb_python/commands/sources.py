"""Finds the file behind the name that a code object carries: in the directories of gdb's `directory`, then in
the program's own file tree."""

import os
import re

import gdb

_MOST_BYTES = 16 << 20
_MOST_CHARACTERS = 1_000
# PEP 263: the first two lines of a Python file may name its encoding.
_ENCODING = re.compile(r"^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)")
_LINE_END = re.compile(r"\r\n|\n|\r")


class Source:
    """`doubt` says why the file may not be what the program ran, else it is empty."""

    def __init__(self, path, lines, doubt):
        self.path, self.lines, self.doubt = path, lines, doubt

    def line(self, number):
        return bounded(self.lines[number - 1]) if 1 <= number <= len(self.lines) else ""


def bounded(line):
    """A generated file may be one line of megabytes."""
    return line if len(line) <= _MOST_CHARACTERS else line[:_MOST_CHARACTERS] + "\u2026"


class Sources:
    def __init__(self, target):
        self._target, self._known = target, {}

    def find(self, name):
        """The source of a file as a code object names it, or None."""
        if name not in self._known:
            found = (self._read(path) for path in self.candidates(name))
            self._known[name] = next((source for source in found if source), None)
        return self._known[name]

    def candidates(self, name):
        """The paths at which it is looked for; none for names such as `<stdin>`."""
        if not name or name.startswith("<") or "\0" in name:
            return []
        name = os.path.normpath(name)
        parts = [part for part in name.split("/") if part]
        found = []
        for directory in _directories():
            found += [os.path.join(directory, *parts[i:]) for i in range(len(parts)) if parts[i] != ".."]
        directory = "" if os.path.isabs(name) else self._target.directory
        if os.path.isabs(name) or directory:
            absolute = os.path.normpath(os.path.join(directory, name))
            found.append(os.path.join(self._target.root, absolute.lstrip("/")))
        return found

    def _read(self, path):
        try:
            if not os.path.isfile(path) or os.path.getsize(path) > _MOST_BYTES:
                return None
            with open(path, "rb") as file:
                lines = _LINE_END.split(_decode(file.read(_MOST_BYTES)))
            since, what = self._target.born()
            younger = since is not None and os.stat(path).st_mtime > since
        except (OSError, ValueError):
            return None  # not readable for us: the frame is shown without its source
        return Source(path, lines if lines[-1] else lines[:-1], what if younger else "")


def _directories():
    """What the user gave to `directory`; the rest of the list is gdb's own."""
    listed = gdb.parameter("directories") or ""
    return [directory for directory in listed.split(":") if directory and not directory.startswith("$")]


def _decode(content):
    text = content.decode("utf-8", "replace")
    for line in _LINE_END.split(text[:4096])[:2]:
        found = _ENCODING.match(line)
        if found:
            try:
                return content.decode(found.group(1), "replace")
            except LookupError:
                return text
    return text
