"""Chains of exceptions laid out as the module `traceback` of Python prints them: groups as a tree with a margin, whose
branches are closed once."""

import copy

from pmdb_python.frames import chains

_LINKS = {
    chains.CAUSE: "The above exception was the direct cause of the following exception:",
    chains.CONTEXT: "During handling of the above exception, another exception occurred:",
}
_END = "+------------------------------------"
_MOST_MEMBERS = 15  # as many members of a group traceback shows


class Tracebacks:
    def __init__(self, page, indent):
        self._page, self._indent = page, indent
        self._depth, self._open = 0, False  # groups around, whether the branch that ends next has to be closed

    def chain(self, chain):
        """The oldest first."""
        for raised in chain:
            self._one(raised)
            if raised.relation in _LINKS:
                for text in ("", _LINKS[raised.relation], ""):
                    self._page.line(self._margin() + text)

    def _one(self, raised):
        outermost = bool(raised.members) and not self._depth
        self._depth += outermost
        if raised.frames:
            title = "Exception Group Traceback" if raised.members else "Traceback"
            self._page.line("%s%s (most recent call last):" % (self._margin("+" if outermost else "|"), title))
            self._page.raised(self._margin() + "  ", [_bare(frame) for frame in raised.frames])
        self._says(raised)
        if raised.members:
            self._members(raised.members)
        self._depth -= outermost

    def _says(self, raised):
        for line in (part for line in raised.place for part in line.split("\n")):
            self._page.line(self._margin() + line)
        lines = raised.text.split("\n")
        text = ": " + lines[0] if raised.text else ""
        problem = " [%s]" % raised.problem if raised.problem else ""
        self._page.line("%s%s%s%s" % (self._margin(), raised.type, text, problem))
        for line in lines[1:]:
            self._page.line(self._margin() + line)
        for note in raised.notes:
            for line in note.split("\n"):
                self._page.line(self._margin() + line)

    def _members(self, members):
        shown = members[:_MOST_MEMBERS]
        more = len(members) - len(shown)
        for i, member in enumerate(shown):
            last = i == len(shown) - 1 and not more
            self._branch(i == 0, str(i + 1), last)
            self.chain(member)
            self._leave(last)
        if more:
            self._branch(False, "...", True)
            self._page.line("%sand %d more exception%s" % (self._margin(), more, "" if more == 1 else "s"))
            self._leave(True)

    def _branch(self, first, title, last):
        self._page.line("%s%s+---------------- %s ----------------" % (self._blanks(), "+-" if first else "  ", title))
        self._open = self._open or last
        self._depth += 1

    def _leave(self, last):
        if last and self._open:
            self._page.line(self._blanks() + _END)
            self._open = False
        self._depth -= 1

    def _blanks(self):
        return self._indent + "  " * self._depth

    def _margin(self, mark="|"):
        return self._blanks() + mark + " " if self._depth else self._indent


def _bare(frame):
    """Tracebacks have functions without what they are in."""
    bare = copy.copy(frame)
    bare.function = frame.function.rpartition(".")[2]
    return bare
