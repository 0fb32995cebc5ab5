"""Finds out how greenlets of a release that is not known are laid out, by what their words point at: a frame, and
another greenlet."""

from pmdb_python.greenlets.layout import Layout
from pmdb_python.target.memory import MemoryFault

# `stack_stop` of a main greenlet.
MAIN = (1 << 64) - 1
# Between the header of a `PyGreenlet` since 2.0 and `pimpl`, with which its struct ends (`greenlet.h`).
_BEFORE_IMPL = 16
# What lies before `top_frame` in all releases since 2.0: the context of the `PythonState`, and the `StackState` before.
_STACK_BEFORE_FRAME = 48
# `_main_greenlet`, `_run_callable` and `_parent` of a `UserGreenlet` follow each other.
_PARENT_BEHIND_MAIN = 16
_LONGEST = 512
_SAMPLE = 256


class Discovery:
    """`greenlets` are addresses of all of them."""

    def __init__(self, heap, kinds, greenlets):
        self._heap, self._kinds, self._greenlets = heap, kinds, greenlets[:_SAMPLE]
        # Offset of `pimpl`.
        self._impl = heap.layout.offset("object.sizeof") + _BEFORE_IMPL

    def fits(self, layout):
        """Whether where the layout has the frame there is one, or nothing."""
        return all(self._has_frame(layout, greenlet) for greenlet in self._greenlets)

    def _has_frame(self, layout, greenlet):
        try:
            impl = greenlet if layout.impl is None else self._heap.memory.pointer(greenlet + layout.impl)
            return self._is_none_or(impl + layout.frame, self._is_frame)
        except MemoryFault:
            return False  # not a greenlet by this layout

    def learn(self):
        """The layout, or None when no greenlet has a frame to learn from, or all is different."""
        root = self._kinds.root()
        if root is None or root.basic_size != self._impl + 8:
            return None
        frame = self._first(self._greenlets, _STACK_BEFORE_FRAME, (0,), self._is_frame)
        if frame is None:
            return None
        users = [greenlet for greenlet in self._greenlets if not self._is_main(greenlet, frame)]
        parent = self._first(users, frame, (-_PARENT_BEHIND_MAIN, 0), self._kinds.is_at)
        run = None if parent is None else parent - 8
        return Layout(self._impl, frame - _STACK_BEFORE_FRAME, frame, run, parent, None, "layout found in the target")

    def _first(self, among, start, words, wanted):
        """The first offset behind `start` where the words beside it are of the wanted kind, or None."""
        for at in range(start + _PARENT_BEHIND_MAIN, _LONGEST, 8):
            if all(self._holds(among, at + word, wanted) for word in words):
                return at
        return None

    def _holds(self, among, offset, wanted):
        """Whether at least one greenlet has such an object there, and no other has anything else."""
        one = False
        for greenlet in among:
            try:
                at = self._heap.memory.pointer(greenlet + self._impl) + offset
                if not self._is_none_or(at, wanted):
                    return False
                one |= self._heap.memory.pointer(at) != 0
            except MemoryFault:
                return False  # its struct ends before
        return one

    def _is_main(self, greenlet, frame):
        """Main greenlets are shorter: what others are called with and their parents are not there."""
        try:
            stop = self._heap.memory.pointer(greenlet + self._impl) + frame - _STACK_BEFORE_FRAME + 8
            return self._heap.memory.pointer(stop) == MAIN
        except MemoryFault:
            return True  # nothing can be learnt from it

    def _is_none_or(self, slot, wanted):
        value = self._heap.memory.pointer(slot)
        return value == 0 or wanted(value)

    def _is_frame(self, address):
        try:
            return self._heap.type_of(address).name == "frame"
        except MemoryFault:
            return False  # nothing lies there
