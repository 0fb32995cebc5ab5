"""Threads whose code may end what the tasks of an event loop in another thread wait for, by the loop's
`call_soon_threadsafe`."""

from pmdb_python.frames.variables import Variables
from pmdb_python.objects import attributes, ints
from pmdb_python.target.memory import MemoryFault
from pmdb_python.tasks import library

# Modules whose functions do nothing alone until somebody gives them work.
_IDLE = ("threading", "queue", "concurrent/futures/thread", "multiprocessing/pool", "logging/handlers")
_JOIN_FRAMES = 2  # `Thread.join`, and what it calls up to 3.12


def beside(heap, stacks, tids, loops):
    """Kernel thread ids, 0 where one is not known. `stacks` are (thread id, frames, whether there are no others), `tids`
    ids by `pthread_t`, `loops` ids of the threads that run the event loops."""
    return [
        tid for tid, frames, whole in stacks
        if tid not in loops and not (whole and _are_idle(heap, frames)) and not _joins(heap, frames, tids, loops)]


def _are_idle(heap, frames):
    """A thread without any may be in code that is not Python, or begin to call some."""
    return bool(frames) and all(_is_idle(heap, frame) for frame in frames)


def _is_idle(heap, frame):
    return any(library.is_module(frame.file, module) for module in _IDLE) and not _is_timer(heap, frame)


def _is_timer(heap, frame):
    """Whether a thread will call a function of the program when its time has come. Up to 3.10 only the object tells
    `Timer.run` from `Thread.run`."""
    if frame.function != "run":
        return frame.function == "Timer.run"
    try:
        thread = library.owner(heap, frame)
        return bool(thread) and attributes.find(heap, thread, "function") is not None
    except MemoryFault:
        return True


def _joins(heap, frames, tids, loops):
    """Whether a thread goes on only when one of the loops has ended."""
    try:
        joins = [
            frame for frame in frames[:_JOIN_FRAMES]
            if library.is_module(frame.file, "threading") and library.last_name(frame) == "join"]
        return any(_is_untimed(heap, join) and _joined(heap, join, tids) in loops for join in joins)
    except MemoryFault:
        return False


def _is_untimed(heap, join):
    found = Variables(heap, join.address).local()
    return any(slot.name == "timeout" and heap.is_a(slot.value, "NoneType") for slot in found)


def _joined(heap, join, tids):
    """The thread that is waited for, 0 where it is not known."""
    thread = library.owner(heap, join)
    ident = attributes.find(heap, thread, "_ident") if thread else None
    return tids.get(ints.small(heap, ident), 0) if ident else 0
