"""Whether lines can be those that a code object was compiled from: its functions and classes begin where it says, and
there is something at the line that runs. What it says held for each code object of the standard libraries of 2.7 and
3.6 to 3.14."""

import re
import unicodedata

from pmdb_python.frames import variables
from pmdb_python.frames.code import Code
from pmdb_python.objects import sequences
from pmdb_python.target.memory import MemoryFault

_MOST_CONSTANTS = 10_000
_MOST_CODES = 1_000
_MOST_DEPTH = 100  # code in code
_MOST_DECORATION = 100  # lines that decorators take
# How a name begins that is not the compiler's. The last has the line of what it annotates, and no name in the source.
_SPELT = re.compile(r"[^\W\d]")
_ANNOTATIONS = "__annotate__"
_IN_STRINGS = ("{", 3 * '"', 3 * "'")


def misfit(heap, frame, lines):
    """Why they can not be, else empty."""
    try:
        code = Code(heap, variables.code_of(heap, frame.address))
        return _Fit(heap, lines).of(code, frame.line)
    except MemoryFault:
        return ""  # nothing is known then


class _Fit:
    def __init__(self, heap, lines):
        self._heap, self._lines, self._checked = heap, lines, 0

    def of(self, code, line):
        lines = self._lines
        last = code.last_line
        if last > len(lines):
            return "it ends at line %d, and the code goes to line %d" % (len(lines), last)
        there = 1 <= line <= len(lines)  # the frame may have gone on, too
        if there and line > code.first_line and _is_nothing(lines[line - 1]):
            return "there is nothing to run at line %d" % line
        return self._beginnings(code, 1)

    def _beginnings(self, code, depth):
        """Of the code and of all that is defined in it."""
        self._checked += 1
        if not self._begins_at(code.own_name, code.first_line):
            return "%s does not begin at line %d" % (code.own_name, code.first_line)
        constants = self._heap.pointer(code.address, "code.co_consts")
        for constant in sequences.first_of_tuple(self._heap, constants, _MOST_CONSTANTS):
            more = depth < _MOST_DEPTH and self._checked < _MOST_CODES
            if more and self._heap.type_of(constant).name == "code":
                inside = self._beginnings(Code(self._heap, constant), depth + 1)
                if inside:
                    return inside
        return ""

    def _begins_at(self, name, first):
        word = "lambda" if name == "<lambda>" else name
        if not _SPELT.match(word) or word == _ANNOTATIONS:
            return True
        if not 1 <= first <= len(self._lines):
            return False
        start = self._lines[first - 1].strip()
        more = _MOST_DECORATION if start.startswith("@") else 1 if start.endswith("\\") else 0
        found = re.compile(r"(?<!\w)%s(?!\w)" % re.escape(word))
        # Names are what NFKC makes of them.
        return any(found.search(unicodedata.normalize("NFKC", l)) for l in self._lines[first - 1 : first + more])


def _is_nothing(line):
    """In long strings anything may be the first on a line."""
    text = line.strip()
    return not text or text.startswith("#") and not any(part in text for part in _IN_STRINGS)
