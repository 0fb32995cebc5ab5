"""The locks, events and queues of asyncio that tasks wait for, by the methods at the end of what they await."""

import itertools

from pmdb_python.frames.variables import Variables
from pmdb_python.objects import attributes, classes
from pmdb_python.target.memory import MemoryFault
from pmdb_python.tasks import library, model
from pmdb_python.tasks.holders import Holders

_ASYNCIO, _QUEUES, _ACQUIRE = "asyncio.", "asyncio/queues", "acquire"
# Methods that wait, with what they wait for.
_WAITS = {
    _ACQUIRE: "the %s",
    "wait": "the %s",
    "wait_for": "the %s",
    "get": "an item of the %s",
    "put": "room in the %s",
    "join": "all items of the %s to be done",
}


class Resources:
    def __init__(self, heap, tasks):
        self._heap, self._tasks, self._holders = heap, tasks, None
        self._refs = {task.address: model.ref(task) for task in tasks}

    def of(self, task):
        """None where the task waits for none of them."""
        try:
            call = self._call(task.frames) if task.state == model.WAITING else None
            return self._told(*call, task.frames) if call else None
        except MemoryFault:
            return None  # the future that it waits for is told all the same

    def _call(self, frames):
        """(address of the object, method) that the user has called of these modules, which may call further methods of
        theirs; but a condition waits for its lock again in the end."""
        outermost = None
        for frame in itertools.takewhile(_is_waiting, reversed(frames)):
            if outermost and outermost[1] == _ACQUIRE:
                break
            method = library.last_name(frame)
            owner = library.owner(self._heap, frame) if method in _WAITS else None
            outermost = (owner, method) if owner else outermost
        return outermost

    def _told(self, owner, method, frames):
        what = _WAITS[method] % self._title(owner, frames)
        if method != _ACQUIRE:
            return model.Resource(owner, what, [], False, "")
        inside = self._inside(owner)
        by = [self._refs[one.who] for one in inside if one.who in self._refs]
        if len(by) != 1 or attributes.find(self._heap, owner, "_locked") is None:
            return model.Resource(owner, what, by, False, _counted(len(by)))
        only = inside[0]
        by_hand = ", whose code also releases locks by hand" if only.by_hand else ""
        told = "it is in the `async with` of it at %s%s" % (only.where, by_hand)
        return model.Resource(owner, what, by, not only.by_hand and not self._heap.is_spent(), told)

    def _title(self, owner, frames):
        """Type, name and address."""
        kind = classes.full_name(self._heap, self._heap.type_of(owner))
        if kind.startswith(_ASYNCIO):
            kind = _ASYNCIO + kind.rpartition(".")[2]
        user = next((frame for frame in reversed(frames) if not _is_waiting(frame)), None)
        name = _name(self._heap, user.address, owner) if user else ""
        return "%s %sat %#x" % (kind, name and name + " ", owner)

    def _inside(self, lock):
        """Of all tasks, since any may hold what one waits for; read when the first one waits."""
        if self._holders is None:
            self._holders = Holders(self._heap)
            for task in self._tasks:
                if task.state not in (model.DONE, model.FAILED, model.CANCELLED):
                    self._holders.add(task.address, reversed(task.frames))
        return self._holders.of(lock)


def _is_waiting(frame):
    return library.is_locks(frame.file) or library.is_module(frame.file, _QUEUES)


def _counted(inside):
    if not inside:
        return "asyncio keeps no owners, and no task is in an `async with` of it"
    return "%d %s in an `async with` of it" % (inside, "task is" if inside == 1 else "tasks are")


def _name(heap, frame, wanted):
    """What the frame that waits for an object calls it, in quotes: a local or its attribute, and in parentheses a
    global; empty when the frame has no name for it."""
    try:
        variables = Variables(heap, frame)
        slots = variables.local()
        local = _named(slots, wanted) or next(filter(None, (_attribute(heap, slot, wanted) for slot in slots)), "")
        if any(slot.scope == "global" for slot in slots):
            local = ""  # of a module
        outer = _named(variables.globals(), wanted)
    except MemoryFault:
        return ""  # a name is an extra
    if local and outer:
        return "`%s` (the global `%s`)" % (local, outer)
    return "`%s`" % (local or outer) if local or outer else ""


def _named(slots, wanted):
    return next((slot.name for slot in slots if slot.value == wanted), "")


def _attribute(heap, slot, wanted):
    try:
        found = attributes.of(heap, slot.value)
    except MemoryFault:
        return ""  # of a damaged object beside it
    return next(("%s.%s" % (slot.name, name) for name, value in found if value == wanted), "")
