"""Finds the file behind the name that a code object carries: in the directories of gdb's `directory`, then in
the program's own file tree; inside an archive where the name goes on behind that of a file; else in the memory of the
program itself."""

import os
import re
import zlib

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
    """`program` is what the program tells of its sources: `kept(name)` gives the lines of a file as it has them in
    memory, `named(name)` the file of code whose name is none; or None; `doubt(frame, path, lines)` says why lines can
    not be what a frame's code was compiled from, else it is empty; `running()` is a time at which it ran already, or
    None."""

    def __init__(self, target, program):
        self._target, self._program, self._known, self._doubts = target, program, {}, {}

    def find(self, name):
        """The source of a file as a code object names it, or None."""
        if name not in self._known:
            file = name and name.startswith("<") and self._program.named(name) or name
            found = (self._read(path) for path in self.candidates(file))
            lines = self._program.kept(name) if name and "\0" not in name else None
            source = next((source for source in found if source), None)
            self._known[name] = _with_kept(name, source, lines)
        return self._known[name]

    def of(self, frame):
        """The same for a frame, with a doubt where its code can not have been compiled from it; or None."""
        source = self.find(frame.file)
        if not source:
            return None
        place = (frame.file, frame.function, frame.line)
        if place not in self._doubts:
            self._doubts[place] = self._program.doubt(frame, source.path, source.lines)
        doubts = [doubt for doubt in (source.doubt, self._doubts[place]) if doubt]
        return Source(source.path, source.lines, ", ".join(doubts))

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
            file, content = _content(path)
            if content is None or len(content) > _MOST_BYTES:
                return None
            lines = _LINE_END.split(_decode(content))
            doubt = self._target.age(os.stat(file).st_mtime, self._program.running)
        except (OSError, ValueError):
            return None  # not readable for us: the frame is shown without its source
        return Source(path, lines if lines[-1] else lines[:-1], doubt)


def _with_kept(name, source, kept):
    """The lines that the program keeps where the file has others by now, or there is none."""
    if kept is None or source and _may_be(source.lines, kept):
        return source
    if not source:
        return Source(name, kept, "")
    return Source(source.path, kept, "has other lines by now than these, which the program keeps")


def _may_be(lines, kept):
    """Of what is kept nothing may be known of a line; Python 2 keeps bytes, and a long line is cut."""
    return len(lines) == len(kept) and all(
        not old or line == old or not _is_ascii(line) or not _is_ascii(old) for line, old in zip(lines, kept)
    )


def _is_ascii(line):
    return all(c < "\x80" for c in line)


def _content(path):
    """(the file, its bytes): of an archive where the path goes on behind the name of one; None where there is none."""
    if os.path.isfile(path):
        with open(path, "rb") as file:
            return path, file.read(_MOST_BYTES + 1)
    archive = os.path.dirname(path)
    while not os.path.exists(archive):
        archive = os.path.dirname(archive)
    return (archive, _archived(archive, os.path.relpath(path, archive))) if os.path.isfile(archive) else (path, None)


def _archived(archive, name):
    import zipfile  # takes long to load, and is seldom needed

    try:
        with zipfile.ZipFile(archive) as opened, opened.open(name) as file:
            return file.read(_MOST_BYTES + 1)
    except (KeyError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError):
        return None  # no such file in it, no archive, or one of a kind that can not be read


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
