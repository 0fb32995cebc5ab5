"""Reads one greenlet."""

import collections

from pmdb_python.frames import chain
from pmdb_python.frames.walker import Stack
from pmdb_python.greenlets.discovery import MAIN
from pmdb_python.greenlets.saved import SavedStack
from pmdb_python.objects import attributes, classes, strings
from pmdb_python.target.memory import MemoryFault, bounded

_MOST_FRAMES = 1_000
_MOST_SAVED = 1 << 30

RUNNING, SUSPENDED, NOT_STARTED, DEAD, UNREADABLE = STATES = "running", "suspended", "not started", "dead", "unreadable"

# `name` is the one that the script gave it, `function` what it runs or will run; both, and `problem`, may be empty. `tid`
# is 0 where its thread is not known, `parent` the address of the greenlet that goes on when this one ends, or 0.
Greenlet = collections.namedtuple("Greenlet", "address type name function state main tid parent frames problem")
# `StackState`, or the same fields of the object itself.
_Saved = collections.namedtuple("_Saved", "start stop copy saved")


def unreadable(address, fault):
    return Greenlet(address, "?", "", "", UNREADABLE, False, 0, 0, [], str(fault))


class Reader:
    def __init__(self, heap, layout, is_constant):
        self._heap, self._layout, self._is_constant = heap, layout, is_constant

    def _impl(self, greenlet):
        return greenlet if self._layout.impl is None else self._heap.memory.pointer(greenlet + self._layout.impl)

    def _saved(self, impl):
        return _Saved(*self._heap.memory.pointers(impl + self._layout.stack, len(_Saved._fields)))

    def stack_end(self, greenlet):
        """Address of the stack's end in a greenlet that was started and is not a main one, else 0."""
        saved = self._saved(self._impl(greenlet))
        return saved.stop if saved.start and saved.stop != MAIN else 0

    def parent(self, greenlet):
        """Address of the greenlet that goes on when this one ends, 0 for none and for main ones."""
        impl = self._impl(greenlet)
        if self._layout.parent is None or self._saved(impl).stop == MAIN:
            return 0
        return self._heap.memory.pointer(impl + self._layout.parent)

    def _runs(self, greenlet, main):
        """Whether a thread runs it now; `main` is the main greenlet of that thread."""
        impl = self._impl(greenlet)
        if not self._saved(impl).start:
            return False
        if self._layout.thread is None:
            return self._heap.memory.pointer(impl + self._layout.frame) == 0
        thread = self._heap.memory.pointer(self._impl(main) + self._layout.thread)
        return thread != 0 and self._heap.memory.pointer(thread + 8) == greenlet

    def read(self, greenlet, main, tid, running):
        """`main` is the main greenlet of its thread, `tid` that thread, `running` that thread's Stack or None."""
        impl = self._impl(greenlet)
        saved = self._saved(impl)
        state = self._state(saved, self._runs(greenlet, main))
        frames, problems = self._stack(impl, saved, state, running)
        return Greenlet(
            greenlet,
            classes.full_name(self._heap, self._heap.type_of(greenlet)),
            self._name(greenlet),
            self._function(greenlet, impl, state, frames),
            state,
            saved.stop == MAIN,
            tid,
            self.parent(greenlet),
            frames,
            "; ".join(problems),
        )

    def _state(self, saved, runs):
        if runs:
            return RUNNING
        return SUSPENDED if saved.start else DEAD if saved.stop else NOT_STARTED

    def _stack(self, impl, saved, state, running):
        """(frames, problems)."""
        if state == RUNNING:
            return (running.frames, running.problems) if running else ([], ["which thread runs it is not known"])
        frame = self._heap.memory.pointer(impl + self._layout.frame) if state == SUSPENDED else 0
        if not frame:
            return [], []  # one that runs C code alone has none
        heap = self._heap
        if saved.saved:
            bounded(saved.saved, _MOST_SAVED, impl, "length of the saved stack")
            heap = heap.over(SavedStack(heap.memory, saved.start, saved.saved, saved.copy))
        first = heap.pointer(frame, "frame.f_frame") if heap.has("frame.f_frame") else frame
        stack = Stack(heap, first, _MOST_FRAMES, self._is_constant, chain.from_frame)
        return stack.frames, stack.problems

    def _name(self, greenlet):
        """The name that gevent's and others keep in the instance."""
        found = self._attribute(greenlet, "name")
        return strings.text(self._heap, found, "") if found else ""

    def _attribute(self, greenlet, name):
        try:
            return attributes.find(self._heap, greenlet, name)
        except MemoryFault:
            return None  # a name is a courtesy

    def _function(self, greenlet, impl, state, frames):
        """gevent keeps the function until it is done; otherwise it is that of the outermost frame."""
        kept = self._attribute(greenlet, "_run")
        if kept is None and state == NOT_STARTED and self._layout.run is not None:
            kept = self._heap.memory.pointer(impl + self._layout.run)
        if kept:
            return self._name_of(kept)
        return frames[-1].function if frames else ""

    def _name_of(self, callable_):
        heap = self._heap
        try:
            function = heap.behind(callable_, "method", "method.im_func")
            kind = heap.type_of(function)
            if kind.name != "function":
                return "" if kind.name == "NoneType" else classes.full_name(heap, kind)
            field = "func.func_qualname" if heap.has("func.func_qualname") else "func.func_name"
            return strings.text(heap, heap.pointer(function, field), "?")
        except MemoryFault:
            return "?"  # the rest of it can be read still
