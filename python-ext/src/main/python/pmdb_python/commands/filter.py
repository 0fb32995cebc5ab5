"""A frame filter: gdb's own `bt` shows the Python frames that a frame of the eval loop runs below it, where
gdb prints what it elides. `disable frame-filter global pmdb-python` and `bt -no-filters` leave them out."""

import itertools

import gdb
from gdb.FrameDecorator import FrameDecorator

from pmdb_python.commands.errors import defect_of
from pmdb_python.commands.escape import printable
from pmdb_python.problem import UserError
from pmdb_python.target.memory import MemoryFault

NAME = "pmdb-python"


class PythonFrames:
    """The filter: one for the whole of gdb."""

    def __init__(self, session):
        self.name, self.priority, self._wanted = NAME, 100, True
        self._session = session
        gdb.frame_filters[self.name] = self

    @property
    def enabled(self):
        """While the selected thread runs no Python it is as if it were disabled: with a filter enabled gdb
        prints every frame in another way."""
        return self._wanted and bool(self._places())

    @enabled.setter
    def enabled(self, wanted):
        self._wanted = wanted

    def _places(self):
        try:
            view = self._session.view()
            return view.places(view.thread())
        except (UserError, MemoryFault, gdb.error):
            return {}  # the py-... commands tell why
        except Exception as error:  # a defect of ours must not take gdb's `bt` away
            self._wanted = False
            gdb.write("%s\n" % defect_of("the frame filter %s is disabled, it" % NAME, error), gdb.STDERR)
            return {}

    def filter(self, frames):
        places = self._places()
        return (_decorated(frame, places) for frame in frames)


def _decorated(decorator, places):
    frame = decorator.inferior_frame()
    run = places.get(frame.level()) if frame.type() == gdb.NORMAL_FRAME else None
    return EvalCall(decorator, run) if run else Nameless(decorator)


class Nameless(FrameDecorator):
    """A native frame, with `??` as its name where it has none: with a filter gdb would print nothing."""

    def function(self):
        shown = super().function()
        unknown = isinstance(shown, int) and self.inferior_frame().name() is None
        return "??" if unknown or shown is None else shown


class EvalCall(Nameless):
    """A native frame as it was, with the Python frames that it runs."""

    def __init__(self, decorator, run):
        super().__init__(decorator)
        self._run = [PythonFrame(decorator, frame) for frame in run]

    def elided(self):
        return itertools.chain(super().elided() or (), self._run)


class PythonFrame(FrameDecorator):
    """A Python frame, which has no address, and whose variables `py-bt-full` shows."""

    def __init__(self, decorator, frame):
        super().__init__(decorator)
        self._frame = frame

    def function(self):
        return printable(self._frame.function)

    def filename(self):
        return printable(self._frame.file)

    def line(self):
        return self._frame.line or None

    def address(self):
        return None

    def elided(self):
        return None

    def frame_args(self):
        return None

    def frame_locals(self):
        return None
