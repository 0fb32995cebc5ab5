"""The offsets that `_asyncio` of CPython 3.14 has for debuggers, in its section `.AsyncioDebug`: `struct
_Py_AsyncioModuleDebugOffsets` of `Modules/_asynciomodule.c`."""

from pmdb_python.target.memory import MemoryFault

_SECTION = ".AsyncioDebug"
# Words in their order; an empty name is one that is not needed.
_FIELDS = (
    "task.sizeof",
    "task.name",
    "task.awaited_by",
    "",
    "task.awaited_by_is_set",
    "task.coro",
    "task.node",
    "",
    "interp.asyncio_tasks_head",
    "",
    "tstate.asyncio_running_loop",
    "tstate.asyncio_running_task",
    "tstate.asyncio_tasks_head",
)
_IS_TASK = 3
_MOST_OFFSET = 1 << 20


def refined(layout, target):
    """The layout with the target's own offsets over it, as it is where there are none."""
    if not layout.has("task.node"):
        return layout
    for image in target.images:
        section = image.section(_SECTION)
        offsets = _read(target.memory, section) if section else None
        if offsets:
            return layout.replaced(offsets)
    return layout


def _read(memory, section):
    offsets = {}
    try:
        for index, field in enumerate(_FIELDS):
            offset = memory.i64(section + 8 * index)
            if not 0 < offset <= _MOST_OFFSET:
                return None
            if index == _IS_TASK:  # a flag behind the state in `FutureObj_HEAD`
                offsets["future.state"] = offset - 4
            elif field:
                offsets[field] = offset
    except MemoryFault:
        return None  # the bundled offsets remain
    return offsets
