"""Tells which thread runs an event loop: asyncio keeps what `get_running_loop` gives for each thread. asyncio's own loops
know their thread by themselves; others keep it in C, as uvloop's do."""

from pmdb_python.objects import dicts
from pmdb_python.target.memory import MemoryFault

# Up to 3.12 the key in the thread's own dict, whose value is the loop, up to 3.11 a holder with the loop as its first field
# (`PyRunningLoopHolder` in `Modules/_asynciomodule.c`).
_KEY = "__asyncio_running_event_loop__"


def runs(heap, thread, loop):
    """Whether the thread with a state runs a loop; addresses."""
    try:
        if heap.has("tstate.asyncio_running_loop"):
            return heap.pointer(thread, "tstate.asyncio_running_loop") == loop
        own = heap.pointer(thread, "tstate.dict") if heap.has("tstate.dict") else 0
        kept = dicts.find(heap, own, _KEY) if own else None
        return bool(kept) and loop in (kept, heap.behind_head(kept, 0))
    except MemoryFault:
        return False  # a thread whose state can not be read is told of where threads are
