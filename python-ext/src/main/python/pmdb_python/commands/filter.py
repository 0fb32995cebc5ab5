"""A frame filter: gdb's own `bt` shows the Python frames that a frame of the eval loop runs below it, where
gdb prints what it elides. `disable frame-filter global pmdb-python` and `bt -no-filters` leave them out."""

import itertools

import gdb
from gdb.FrameDecorator import FrameDecorator

from pmdb_python.commands.escape import escape
from pmdb_python.problem import UserError
from pmdb_python.target.memory import MemoryFault

NAME = "pmdb-python"


class PythonFrames:
    """The filter: one for the whole of gdb."""

    def __init__(self, session):
        self.name, self.priority, self.enabled = NAME, 100, True
        self._session = session
        gdb.frame_filters[self.name] = self

    def filter(self, frames):
        try:
            view = self._session.view()
            places = view.places(view.thread())
        except (UserError, MemoryFault, gdb.error):
            return frames  # a `bt` of a program without Python is gdb's as it is; the py-... commands tell why
        return (self._decorated(frame, places) for frame in frames)

    def _decorated(self, decorator, places):
        frame = decorator.inferior_frame()
        run = places.get(frame.level()) if frame.type() == gdb.NORMAL_FRAME else None
        return EvalCall(decorator, run) if run else decorator


class EvalCall(FrameDecorator):
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
        return escape(self._frame.function)

    def filename(self):
        return escape(self._frame.file)

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
