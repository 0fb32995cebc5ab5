"""Frames and values in the spelling of pmdb, which is that of Python's own tracebacks."""

from pmdb_python.commands.escape import escape
from pmdb_python.objects.describer import CUT

# As many equal lines CPython's `traceback` shows before it counts the others.
_SHOWN_REPEATS = 3


class Page:
    """Lines of text; whatever is added is escaped."""

    def __init__(self, sources):
        self.lines, self._sources = [], sources

    def line(self, text=""):
        self.lines.append(escape(text))

    def __str__(self):
        return "".join(line + "\n" for line in self.lines)

    def thread(self, thread, before=""):
        """`Thread 4711 "worker" (holds the GIL)`."""
        text = before + "Thread " + (str(thread.tid) if thread.tid else "of unknown id")
        text += ' "%s"' % thread.name if thread.name else ""
        text += ", interpreter %d" % thread.group if thread.group else ""
        self.line(text + (" (%s)" % ", ".join(thread.notes) if thread.notes else ""))

    def traceback(self, frames):
        self.line("Traceback (most recent call first):")
        self.files("  ", frames)

    def files(self, indent, frames):
        """Frames in the order that is given; runs of the same place, as in a recursion, are counted."""
        same = 0
        for i, frame in enumerate(frames):
            same = same + 1 if i and frame.is_at_the_place_of(frames[i - 1]) else 0
            if same < _SHOWN_REPEATS:
                self.file(indent, frame)
            last = i + 1 == len(frames) or not frames[i + 1].is_at_the_place_of(frame)
            if last and same >= _SHOWN_REPEATS:
                self.line("%s[Previous line repeated %d more times]" % (indent, same - _SHOWN_REPEATS + 1))

    def file(self, indent, frame):
        """`File "PATH", line N, in NAME`, and the source line below."""
        place = (indent, frame.file, _number(frame), frame.function, _doubt(frame))
        self.line('%sFile "%s", line %s, in %s%s' % place)
        self._source(indent + "  ", frame)

    def full(self, frame, variables):
        """`#N Frame 0x..., for file PATH, line N, in NAME (a=1, b=2)`, and the source line below."""
        own = without_module_attributes(variables)
        values = ["%s=%s" % (variable.name, value_text(variable.value)) for variable in own]
        values += hidden_text(len(variables) - len(own))
        self._head(frame, " (%s)" % ", ".join(values))

    def spread(self, frame, variables):
        """The same without the variables, which follow the source line, each on a line of its own."""
        own = without_module_attributes(variables)
        self._head(frame, "")
        for variable in own:
            self.line("      %s = %s" % (variable.name, value_text(variable.value)))
        for text in hidden_text(len(variables) - len(own)):
            self.line("      (%s)" % text)

    def _head(self, frame, values):
        place = (frame.level, frame.address, frame.file, _number(frame), frame.function, values, _doubt(frame))
        self.line("#%d Frame %#x, for file %s, line %s, in %s%s%s" % place)
        self._source("    ", frame)

    def _source(self, indent, frame):
        source = self._sources.find(frame.file)
        text = source.line(frame.line).strip() if source else ""
        if text:
            self.line(indent + text)

    def doubtful_sources(self, frames):
        """One note for each file that may not be what ran."""
        told = {}
        for frame in frames:
            source = self._sources.find(frame.file)
            if source and source.doubt and 1 <= frame.line <= len(source.lines):
                told["%s %s" % (frame.file, source.doubt)] = True
        for doubt in told:
            self.line("note: %s; its lines may not be those that ran" % doubt)

    def problems(self, problems):
        for problem in problems:
            self.note(problem)

    def note(self, what, hint=""):
        self.line("note: " + what)
        if hint:
            self.line("      " + hint)


def without_module_attributes(variables):
    """Without those that every module has, such as `__builtins__`: a frame that runs a module has the module's
    variables for its own."""
    return [v for v in variables if v.scope != "global" or not (v.name.startswith("__") and v.name.endswith("__"))]


def hidden_text(count):
    """`9 module attributes hidden` in a list, which is empty for none."""
    return ["%d module attribute%s hidden" % (count, "" if count == 1 else "s")] if count else []


def _number(frame):
    return str(frame.line) if frame.line > 0 else "?"


def _doubt(frame):
    return " [guessed: %s]" % frame.problem if frame.problem else ""


def value_text(value):
    """The value as Python shows it, cut and unreadable ones marked, each once."""
    text = value.text + CUT if value.truncated and CUT not in value.text else value.text
    if not value.problem:
        return text
    return "%s <%s>" % (text, value.problem) if text else "<%s>" % value.problem


def underline(text, number, columns):
    """Blanks and carets below the part of a line that runs, as wide as the line is printed; empty when the
    columns do not fit the line or cover all of it, which would tell nothing."""
    raw = text.encode("utf-8", "replace")
    end_line, start, end = columns
    end = end if end_line == number else len(raw)
    if start < 0 or end <= start or end > len(raw):
        return ""
    before, part = raw[:start].decode("utf-8", "replace"), raw[start:end].decode("utf-8", "replace")
    if part.strip() == text.strip():
        return ""
    return "".join("\t" if c == "\t" else " " for c in escape(before)) + "^" * len(escape(part))
