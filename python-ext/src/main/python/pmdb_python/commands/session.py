"""What stays from one command to the next. Readers are loaded when the first question is asked: gdb starts with this
in every session."""

import gdb

from pmdb_python.problem import UserError
from pmdb_python.target.threads import frame_or_none


class Session:
    """What stays from one command to the next."""

    def __init__(self):
        self._generation = 0
        self._key, self._outcome = None, None
        self._chosen, self._chosen_at = None, None
        events = gdb.events
        for event in (events.stop, events.cont, events.exited, events.new_objfile, events.clear_objfiles, events.memory_changed):
            event.connect(self._changed)

    def _changed(self, event):
        self._generation += 1

    def view(self):
        """The view of the selected inferior; a UserError where there is no Python."""
        from pmdb_python.target import mappings, target as targets

        target = targets.selected()
        ptids = tuple(thread.ptid for thread in target.inferior.threads())
        core = mappings.core_file() if target.is_core else ""
        key = (self._generation, target.inferior.num, target.pid, ptids, core)
        if key != self._key:
            self._key, self._outcome = key, _outcome(target)
        if isinstance(self._outcome, UserError):
            raise self._outcome
        return self._outcome

    def frame(self, view):
        """(thread, frame): the one that py-up and py-down moved to, unless gdb's own selection has moved
        since; then the Python frame that gdb's frame runs, or the next one outwards."""
        thread = view.thread()
        stack = view.stack(thread)
        if not stack.frames:
            hint = "the thread runs no Python code now; `py-bt --all` shows the others"
            raise UserError("Unable to locate python frame", stack.problems[0] if stack.problems else hint)
        native = frame_or_none(gdb.selected_frame)
        if self._chosen and self._chosen_at == native:
            for frame in stack.frames:
                if (thread.address, frame.address, frame.function) == self._chosen:
                    return thread, frame
        level = native.level() if native is not None else 0
        return thread, _outwards(view, thread, level) if level else stack.frames[0]

    def select(self, view, thread, frame):
        """Selects a Python frame, and gdb's frame that runs it."""
        for level, run in view.places(thread).items():
            if frame in run:
                _native(level).select()
        self._chosen = (thread.address, frame.address, frame.function)
        self._chosen_at = frame_or_none(gdb.selected_frame)


def _outcome(target):
    from pmdb_python.commands.view import View

    try:
        return View(target)
    except UserError as error:
        return error


def _native(level):
    frame = gdb.newest_frame()
    for _ in range(level):
        frame = frame.older()
    return frame


def _outwards(view, thread, level):
    places = view.places(thread)
    at = min((place for place in places if place >= level), default=None)
    return places[at][0] if at is not None else view.stack(thread).frames[-1]
