"""Which tasks are inside an `async with` of which object, or of a condition built on it: evidence of who holds a lock,
since asyncio keeps no owners."""

import collections

from pmdb_python.frames.blocks import Blocks
from pmdb_python.objects import attributes, classes, strings
from pmdb_python.target.memory import MemoryFault
from pmdb_python.tasks import library

# `where` is the statement, in words; `by_hand` says that the code in it lets locks go by hand too, this one perhaps.
Inside = collections.namedtuple("Inside", "who where by_hand")

_BY_HAND = ("release", "__exit__", "__aexit__", "_release_save")


class Holders:
    def __init__(self, heap):
        self._heap, self._blocks, self._by_lock, self._conditions = heap, Blocks(heap), {}, {}

    def of(self, lock):
        """Each task once, by its innermost `with`."""
        return self._by_lock.get(lock, [])

    def add(self, who, frames):
        """Goes through the frames of a task, innermost first."""
        released, by_hand = [], set()
        for frame in frames:
            try:
                if not library.is_locks(frame.file) and self._blocks.names(frame.address, _BY_HAND):
                    by_hand.add(frame.file)
                for block in self._blocks.of(frame.address):
                    lock = self._lock_of(block.manager)
                    if lock not in released:
                        self._inside(who, frame, lock, block.line, frame.file in by_hand)
                released += self._released(frame)
            except MemoryFault:
                pass  # then this frame is no evidence of anything

    def _inside(self, who, frame, lock, line, by_hand):
        known = self._by_lock.setdefault(lock, [])
        if all(inside.who != who for inside in known):
            known.append(Inside(who, "%s, line %d, in %s" % (frame.file, line, frame.function), by_hand))

    def _released(self, frame):
        """While somebody waits for a condition, he has let go of the condition's lock."""
        if not library.is_locks(frame.file) or library.last_name(frame) != "wait":
            return []
        owner = library.owner(self._heap, frame)
        lock = attributes.find(self._heap, owner, "_lock") if owner else None
        return [lock] if lock else []

    def _lock_of(self, manager):
        """The lock of a condition, else the manager itself."""
        try:
            kind = self._heap.type_of(manager)
            if kind.address not in self._conditions:
                self._conditions[kind.address] = self._is_condition(kind)
            lock = attributes.find(self._heap, manager, "_lock") if self._conditions[kind.address] else None
            return lock or manager
        except MemoryFault:
            return manager  # its `with` is evidence of itself only

    def _is_condition(self, kind):
        """A class that overrides how a `with` of it ends may do anything in there."""
        heap, found = self._heap, classes.find(self._heap, kind, "__aexit__")
        if not found or all(base.short_name != "Condition" for base in classes.lineage(heap, kind)):
            return False
        if not heap.is_a(found.value, "function"):
            return False
        code = heap.pointer(found.value, "func.func_code")
        return library.is_locks(strings.text(heap, heap.pointer(code, "code.co_filename"), ""))
