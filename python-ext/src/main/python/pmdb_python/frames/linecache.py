"""Lines that the module `linecache` of the program keeps: of files whose lines a traceback or a warning showed, and of
code that programs registered there because no file has it."""

from pmdb_python.objects import dicts, sequences, strings
from pmdb_python.target.memory import MemoryFault

_MOST_LINES = 100_000
# `(size, mtime, lines, fullname)`; one of a single item has no lines yet.
_ENTRY, _LINES = 4, 2


def lines(heap, interpreter, name):
    """Without line ends; None where it has none. `name` is a `co_filename`."""
    try:
        module = dicts.find(heap, heap.pointer(interpreter, "interp.modules"), "linecache")
        cache = dicts.find(heap, heap.pointer(module, "module.md_dict"), "cache") if module else None
        entry = dicts.find(heap, cache, name) if cache else None
        items = sequences.tuple_items(heap, entry, _ENTRY) if entry else []
        found = sequences.list_items(heap, items[_LINES], _MOST_LINES) if len(items) == _ENTRY else None
    except MemoryFault:
        return None  # the frame is shown without its source
    return None if found is None else [strings.text(heap, line, "").rstrip("\r\n") for line in found]
