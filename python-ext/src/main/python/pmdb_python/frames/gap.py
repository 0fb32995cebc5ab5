"""What is left out of a stack that is longer than what is read of it, between its innermost and its outermost frames:
they are counted."""

# Who asks for fewer frames wants the innermost ones alone.
_FEWEST = 1_000
_OUTERMOST = 100
_NAMED = 4
# Those that are shown to nobody are not counted, up to so many.
_MOST_HIDDEN = 1_000


class Gap:
    """`most` frames are read; `code(frame)` is what a frame runs, None where it is shown to nobody. Afterwards `is_open`
    says whether any are missing, behind the first `at` ones: `shown` of those that would be shown, `entries` with which
    an eval call starts."""

    def __init__(self, most, code):
        self._outermost = 0 if most < _FEWEST else _OUTERMOST
        self.at, self._code, self._functions = most - self._outermost, code, {}
        self.is_open, self._whole, self.shown, self.entries = False, True, 0, 0
        self._looked, self._visible = 0, 0

    def ends(self, frames):
        """Whether these frames are all that is wanted."""
        if self._outermost:
            return False
        self._visible += sum(self._code(frame) is not None for frame in frames[self._looked :])
        self._looked = len(frames)
        return self._visible >= self.at or self._looked >= self.at + _MOST_HIDDEN

    def shorten(self, frames):
        """Takes frames out of a list that gets longer than what is read."""
        if self._outermost and len(frames) >= self.at + 2 * self._outermost:
            self._drop(frames, len(frames) - self._outermost)

    def finish(self, frames, end):
        """The same at last; `end` says that the stack was followed to its end, so that the last ones are the outermost."""
        if self._outermost and (self.is_open or len(frames) > self.at + self._outermost):
            self._whole = end
            self._drop(frames, len(frames) - self._outermost if end else len(frames))

    def _drop(self, frames, end):
        for frame in frames[self.at : max(self.at, end)]:
            self.is_open = True
            self.entries += bool(frame.entry)
            code = self._code(frame)
            if code:
                self.shown += 1
                if len(self._functions) <= _NAMED:
                    self._functions[code.name] = True
        del frames[self.at : max(self.at, end)]

    def told(self, inner, levels):
        """`inner` frames are shown before it; the stack has `levels` with those that are missing."""
        outer = "and the outermost %d " % (levels - self.shown - inner) if self._whole else ""
        others = "" if len(self._functions) > _NAMED else "; the others run " + ", ".join(self._functions)
        least = "" if self._whole else "at least "
        return "only the innermost %d %sof %s%d frames are shown%s" % (inner, outer, least, levels, others)
