"""py-list: a function of a session and arguments, which gives a page."""

import re

from pmdb_python.commands import underlines
from pmdb_python.commands.sources import bounded
from pmdb_python.commands.text import Page
from pmdb_python.problem import UserError

_AROUND = 5
_MOST_LINES = 10_000
# The file of what `python -c` and `exec` run.
_GIVEN = "<string>"
_UNKNOWN_TEXT = "what `python -c` runs is known from Python 3.10 on; of what exec() runs the text is not kept"
_RANGE = re.compile(r"(\d{1,9})(?:\s*,\s*(\d{1,9}))?$")


def listing(session, arguments):
    view = session.view()
    _, frame = session.frame(view)
    if frame.line <= 0:
        raise UserError("Unable to read python frame line number")
    source = view.sources.of(frame) or _not_found(view, frame.file)
    start, end = _range(arguments.operand or "", frame.line)
    numbers = range(max(1, start), min(end, len(source.lines)) + 1)
    if not numbers:
        raise UserError("%s has %d lines; %d is past its end" % (source.path, len(source.lines), start), source.doubt)
    page = Page(view.sources)
    for number in numbers:
        current = number == frame.line
        text = bounded(source.lines[number - 1])
        page.line("%4s    %s" % (">%d" % number if current else number, text))
        carets = underlines.plain(text, number, frame.columns) if current and frame.columns else ""
        if carets:
            page.line("        " + carets)
    if source.doubt:
        page.line("note: %s %s; it may not be what ran" % (source.path, source.doubt))
    return page


def _range(typed, current):
    if not typed:
        return current - _AROUND, current + _AROUND
    found = _RANGE.match(typed)
    if not found:
        raise UserError("`%s` is not a range of lines" % typed, "usage: py-list [START[, END]]")
    start = int(found.group(1))
    end = int(found.group(2)) if found.group(2) else start + 2 * _AROUND
    return start, min(end, start + _MOST_LINES)


def _not_found(view, file):
    tried = view.sources.candidates(file)
    if not tried:
        raise UserError("Unable to open %s: it has no source file" % file, _UNKNOWN_TEXT if file == _GIVEN else "")
    raise UserError(
        "Unable to open %s: tried %s" % (file, ", ".join(tried)), "name the directory of the sources with `directory DIR`"
    )
