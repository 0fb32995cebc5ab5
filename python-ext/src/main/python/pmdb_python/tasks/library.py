"""Methods of asyncio that are written in Python, by their frames."""

from pmdb_python.frames.variables import Variables


def is_module(file, path):
    """Whether a file of source, or of bytecode, is that of a module: `asyncio/locks`."""
    name = file.rpartition(".py")[0]
    return name == path or name.endswith("/" + path)


def is_locks(file):
    return is_module(file, "asyncio/locks")


def last_name(frame):
    """Names are qualified since 3.11."""
    return frame.function.rpartition(".")[2]


def owner(heap, frame):
    """Address of the object whose method a frame runs, or None."""
    return next((slot.value for slot in Variables(heap, frame.address).local() if slot.name == "self"), None)
