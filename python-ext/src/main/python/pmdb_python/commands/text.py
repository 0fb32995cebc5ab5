"""Frames and values in the spelling of pmdb, which is that of Python's own tracebacks."""

from pmdb_python.commands import underlines
from pmdb_python.commands.escape import escape
from pmdb_python.objects.describer import CUT

# As many equal lines CPython's `traceback` shows before it counts the others.
_SHOWN_REPEATS = 3
# Rounds of more frames are not noticed, and fewer of them are shown in full.
_LONGEST_ROUND = 16
_FEWEST_TIMES = 4


class Page:
    """Lines of text; whatever is added is escaped."""

    def __init__(self, sources):
        self.lines, self._sources = [], sources
        self.fold = True  # whether frames that repeat are counted

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
        """Frames in the order that is given; what repeats is counted."""
        self.folded(indent, frames, lambda frame: self.file(indent, frame))

    def raised(self, indent, frames):
        """Frames of a traceback in the order that is given, with marks below what failed."""
        self.folded(indent, frames, lambda frame: self._raised(indent, frame))

    def _raised(self, indent, frame):
        self.file(indent, frame)
        source = self._sources.of(frame)
        if not source or source.doubt or not frame.columns:
            return
        text = source.line(frame.line)
        marked = underlines.marks(text, frame.line, frame.columns)[len(text) - len(text.lstrip()) :]
        if marked:
            self.line(indent + "  " + marked)

    def folded(self, indent, frames, show):
        """Of frames that repeat, as in a recursion, the first ones."""
        missing = _missing(frames)
        # Nothing repeats beyond what is left out.
        places = [(frame.file, frame.function, frame.line, left) for frame, left in zip(frames, missing)]
        for start, length, times in repeats(places) if self.fold else [(0, len(frames), 1)]:
            shown = min(times, _SHOWN_REPEATS) if length == 1 else 1
            for i in range(start, start + length * shown):
                if missing[i]:
                    self.line("%s[%d more frame%s]" % (indent, missing[i], "" if missing[i] == 1 else "s"))
                show(frames[i])
            more = times - shown
            if more > 0:
                what = "line" if length == 1 else "%d frames" % length
                self.line("%s[Previous %s repeated %d more time%s]" % (indent, what, more, "" if more == 1 else "s"))

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
        source = self._sources.of(frame)
        text = source.line(frame.line).strip() if source else ""
        if text:
            self.line(indent + text)

    def doubtful_sources(self, frames):
        """One note for each file that may not be what ran."""
        told = {}
        for frame in frames:
            source = self._sources.of(frame)
            if source and source.doubt:
                told.setdefault(frame.file, source.doubt)
        for file, doubt in told.items():
            self.line("note: %s %s; its lines may not be those that ran" % (file, doubt))

    def problems(self, problems):
        for problem in problems:
            self.note(problem)

    def note(self, what, hint=""):
        self.line("note: " + what)
        if hint:
            self.line("      " + hint)


def _missing(frames):
    """How many frames were left out before each, as the levels tell."""
    before = [frames[0]] + frames[:-1] if frames else []
    return [max(frame.level - last.level - 1, 0) for last, frame in zip(before, frames)]


def repeats(keys):
    """Start, length and number of the rounds in which the keys repeat; a stretch that does not is there once."""
    plain = at = 0
    while at < len(keys):
        length, times = _round(keys, at)
        if not length:
            at += 1
            continue
        if plain < at:
            yield plain, at - plain, 1
        yield at, length, times
        at += length * times
        plain = at
    if plain < len(keys):
        yield plain, len(keys) - plain, 1


def _round(keys, start):
    """The shortest round that repeats often enough from there on: its length, 0 for none, and how often."""
    for length in range(1, _LONGEST_ROUND + 1):
        end = start + length
        while end < len(keys) and keys[end] == keys[end - length]:
            end += 1
        if (end - start) // length >= _FEWEST_TIMES:
            return length, (end - start) // length
    return 0, 0


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
