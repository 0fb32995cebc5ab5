"""Lines that the module `linecache` of the program keeps: of files whose lines a traceback or a warning showed, and of
code that programs registered there because no file has it."""

from pmdb_python.objects import dicts, sequences, strings
from pmdb_python.target.memory import MemoryFault

_MOST_LINES = 100_000
# `(size, mtime, lines, fullname)`; one of a single item has no lines yet.
_ENTRY, _LINES = 4, 2
# What is typed at a prompt has names of its own since 3.13. Since 3.13.1 its lines are kept apart, by `(co_filename,
# co_qualname, co_firstlineno)`.
_TYPED, _MOST_TYPED, _TYPED_KEY = "<python-input-", 100_000, 3


def lines(heap, interpreter, name):
    """Without line ends; None where it has none. `name` is a `co_filename`."""
    try:
        module = dicts.find(heap, heap.pointer(interpreter, "interp.modules"), "linecache")
        names = heap.pointer(module, "module.md_dict") if module else 0
        cache = dicts.find(heap, names, "cache") if names else None
        entry = (dicts.find(heap, cache, name) if cache else None) or (names and _typed(heap, names, name))
        items = sequences.tuple_items(heap, entry, _ENTRY) if entry else []
        found = sequences.list_items(heap, items[_LINES], _MOST_LINES) if len(items) == _ENTRY else None
    except MemoryFault:
        return None  # the frame is shown without its source
    return None if found is None else [strings.text(heap, line, "").rstrip("\r\n") for line in found]


def _typed(heap, module, name):
    """Address of the entry of what was typed under that name, or None."""
    cache = dicts.find(heap, module, "_interactive_cache") if name.startswith(_TYPED) else None
    for key, entry in dicts.entries(heap, cache, _MOST_TYPED) if cache else ():
        parts = sequences.tuple_items(heap, key, _TYPED_KEY)
        if len(parts) == _TYPED_KEY and strings.equals(heap, parts[0], name):
            return entry
    return None
