"""Reads all greenlets at one moment and finds the thread of each."""

import collections

from pmdb_python.frames.walker import Stack
from pmdb_python.greenlets import layout as layouts
from pmdb_python.greenlets import reader as reading
from pmdb_python.greenlets.discovery import Discovery
from pmdb_python.greenlets.kinds import Kinds
from pmdb_python.greenlets.owners import StackOwners
from pmdb_python.target.memory import MemoryFault, malformed

_MOST_FRAMES = 10_000
_MOST_ANCESTORS = 10_000
_NO_THREAD = 1 << 63

# `library` names it with its release, empty where it is not loaded; `total` is how many greenlets there are; `problems`
# are (what, hint).
Report = collections.namedtuple("Report", "library greenlets total problems")


class GreenletScan:
    """`states` are the thread states of all interpreters, `tids` the kernel's ids by their address (0 for none),
    `is_constant` as for Stack."""

    def __init__(self, target, heap, interpreters, states, tids, is_constant):
        self._heap, self._kinds, self._is_constant = heap, Kinds(heap, interpreters), is_constant
        self._states, self._tids, self._stacks = states, tids, {}
        known = {tids[state.address]: state.pthread for state in states if tids[state.address]}
        self._owners = StackOwners(target, known)
        self._problems = []

    def run(self, collector, interpreters, most):
        if not self._kinds.are_there():
            return Report("", [], 0, [])
        found = collector.find(interpreters, self._kinds.includes)
        self._problems += [(what, "") for what in collector.problems]
        layout, shown = self._layout(found), found[:most]
        if len(shown) < len(found):
            what = "%d of %d greenlets are shown" % (len(shown), len(found))
            self._problems.append((what, "`py-greenlets --most N` shows more"))
        read = self._read(shown, found, layout) if layout else []
        return Report(self._library(layout), read, len(found), self._problems)

    def _library(self, layout):
        known = layout.source if layout else "layout not known"
        return "greenlet %s (%s)" % (self._kinds.release or "of unknown release", known)

    def _layout(self, found):
        if not found:
            return None
        discovery = Discovery(self._heap, self._kinds, found)
        layout = layouts.of(self._kinds.release, self._heap.layout)
        if layout is None or not discovery.fits(layout):
            layout = discovery.learn()
        if layout is None:
            what = "the layout of greenlet %s is not known, and none of its %d greenlets shows it"
            self._problems.append((what % (self._kinds.release, len(found)), ""))
        return layout

    def _read(self, shown, found, layout):
        reader = reading.Reader(self._heap, layout, self._is_constant)
        owners, read = self._threads(reader, found), []
        for greenlet in shown:
            if self._heap.is_spent():
                self._problems.append(("there is too much to read, further greenlets are left out", ""))
                break
            read.append(self._one(reader, greenlet, owners))
        return sorted(read, key=_order)

    def _one(self, reader, greenlet, owners):
        try:
            main = self._main(reader, greenlet)
            tid = owners.get(main, 0)
            return reader.read(greenlet, main, tid, self._stack(tid))
        except MemoryFault as fault:
            return reading.unreadable(greenlet, fault)

    def _threads(self, reader, found):
        """The threads of main greenlets: that on whose stack one of their greenlets began. A lone one can only be the
        lone thread's."""
        tids, mains = {}, {}
        for greenlet in found:
            try:
                main = self._main(reader, greenlet)
                mains[main] = True
                end = 0 if tids.get(main) else reader.stack_end(greenlet)
                if end:
                    tids[main] = self._owners.at(end)
            except MemoryFault:
                mains.pop(greenlet, None)  # it is told when it is read itself
        if len(mains) == 1 and len(self._states) == 1 and not any(tids.values()):
            return {main: self._tids[self._states[0].address] for main in mains}
        return tids

    def _main(self, reader, greenlet):
        """The main greenlet of a greenlet's thread: the last of its ancestors."""
        at = greenlet
        for _ in range(_MOST_ANCESTORS):
            parent = reader.parent(at)
            if not parent:
                return at
            at = parent
        raise malformed(greenlet, "its parents lead to no end")

    def _stack(self, tid):
        if tid and tid not in self._stacks:
            state = next((state for state in self._states if self._tids[state.address] == tid), None)
            self._stacks[tid] = state and Stack(self._heap, state.address, _MOST_FRAMES, self._is_constant)
        return self._stacks.get(tid)


def _order(greenlet):
    """By thread, the main one in front, then by state."""
    state = reading.STATES.index(greenlet.state)
    return greenlet.tid or _NO_THREAD, not greenlet.main, state, greenlet.address
