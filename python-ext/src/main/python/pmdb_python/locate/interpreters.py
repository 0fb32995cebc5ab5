"""Tells whether an address is that of a PyInterpreterState, and which release it belongs to."""

from pmdb_python.locate.layouts import Version
from pmdb_python.objects import dicts, ints
from pmdb_python.objects.budget import Budget
from pmdb_python.objects.heap import DICT, Heap
from pmdb_python.target.memory import MemoryFault

_WIDTH = "unicode2.width"


def matches(memory, layout, interpreter):
    """Whether its newest thread points back at it, has no predecessor, and `modules` is a dict. A search asks this
    of very many addresses."""
    if not interpreter or interpreter & 7:
        return False
    offset = layout.offset
    try:
        thread = memory.pointer(interpreter + offset("interp.tstate_head"))
        if not thread or thread & 7 or memory.pointer(thread + offset("tstate.interp")) != interpreter:
            return False
        if layout.has("tstate.prev") and memory.pointer(thread + offset("tstate.prev")):
            return False  # 2.7 links threads one way only
        modules = memory.pointer(interpreter + offset("interp.modules"))
        kind = memory.pointer(modules + offset("object.ob_type"))
        return memory.i64(kind + offset("type.tp_flags")) >> DICT & 1 != 0
    except MemoryFault:
        return False


def release(memory, layout, interpreter):
    """What its sys.hexversion says, or None."""
    number = _sys(memory, layout, interpreter, "hexversion")
    return Version.of_hex(number) if number else None


def with_character_width(memory, layout, interpreter):
    """Python 2 was built with characters of two bytes or of four: `sys.maxunicode` tells."""
    narrow = layout.has(_WIDTH) and _sys(memory, layout, interpreter, "maxunicode") == 0xFFFF
    return layout.replaced({_WIDTH: 2}) if narrow else layout


def _sys(memory, layout, interpreter, name):
    heap = Heap(memory, layout).within(Budget.of_value())
    try:
        value = dicts.find(heap, heap.pointer(interpreter, "interp.sysdict"), name)
        return ints.small(heap, value) if value else None
    except MemoryFault:
        return None  # the caller says that it could not be confirmed


def agrees(memory, layout, interpreter):
    """Whether it matches and says itself that it is of the layout's version."""
    if not matches(memory, layout, interpreter):
        return False
    version = release(memory, layout, interpreter)
    return version is not None and version[:2] == layout.version[:2]
