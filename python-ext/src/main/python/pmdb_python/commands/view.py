"""The interpreter, thread and frame that a command is about."""

import gdb

from pmdb_python.commands import placement
from pmdb_python.commands.sources import Sources
from pmdb_python.frames import typenames
from pmdb_python.frames.threads import Report
from pmdb_python.frames.variables import Variables
from pmdb_python.frames.walker import Stack
from pmdb_python.locate import search
from pmdb_python.objects.describer import DEFAULT, describe, type_name
from pmdb_python.objects.heap import Heap
from pmdb_python.problem import UserError
from pmdb_python.target import mappings, threads
from pmdb_python.target import target as targets


class View:
    """One interpreter of a program that stands still; everything read is kept."""

    def __init__(self, target):
        self.target = target
        self.runtime = search.find(target)
        layout = self.runtime.layout
        names = typenames.learn(Heap(target.memory, layout), self.runtime.interpreter)
        self.heap = Heap(target.memory, layout, names)
        self.sources = Sources(target)
        self._stacks, self._places, self._threads = {}, {}, None

    @property
    def title(self):
        return "CPython " + self.runtime.layout.title

    @property
    def threads(self):
        if self._threads is None:
            self._threads = Report(self.target, self.runtime, self.heap).threads()
        return self._threads

    def selected_id(self):
        return threads.selected_id()

    def facts(self):
        return Report(self.target, self.runtime, self.heap).facts()

    def thread(self):
        """The selected thread as Python knows it."""
        tid = threads.selected_id()
        for thread in self.threads:
            if thread.tid == tid:
                return thread
        if len(self.threads) == 1 and not self.threads[0].tid:
            return self.threads[0]  # a lone thread that could not be matched is the one that is meant
        raise UserError(
            "thread %d runs no Python" % tid, "`py-threads` lists those that do, `py-bt --all` shows all of them"
        )

    def stack(self, thread, most=DEFAULT.frames):
        key = (thread.address, most)
        if key not in self._stacks:
            self._stacks[key] = Stack(self.heap, thread.address, most, self._is_constant)
        return self._stacks[key]

    def _is_constant(self, address):
        """Whether an address is of a file's read-only data, where CPython's stand-in code objects lie."""
        mapping = self.target.mappings.at(address)
        return mapping is not None and mapping.is_file and not mapping.writable

    def described(self, slots, limits=DEFAULT):
        """[(name, Value)] of variables."""
        return [(slot.name, describe(self.heap, slot.value, limits)) for slot in slots]

    def place(self, value):
        """`int at 0x...` of a described value."""
        return "%s at %#x" % (type_name(self.heap, value.address), value.address)

    def variables(self, frame):
        return Variables(self.heap, frame.address)

    def places(self, thread):
        """{level of gdb's frame: Python frames} of the selected thread, which is `thread`."""
        if thread.address not in self._places:
            evals = placement.EvalRange(self.runtime.image)
            frames = self.stack(thread).frames
            self._places[thread.address] = placement.place(placement.native_frames(), frames, evals, self.heap)
        return self._places[thread.address]


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
        native = threads.frame_or_none(gdb.selected_frame)
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
        self._chosen_at = threads.frame_or_none(gdb.selected_frame)


def _outcome(target):
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
