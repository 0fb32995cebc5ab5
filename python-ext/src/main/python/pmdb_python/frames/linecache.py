"""Lines that the module `linecache` of the program keeps: of files whose lines a traceback or a warning showed, and of
code that programs registered there because no file has it."""

import re

from pmdb_python.objects import dicts, sequences, strings
from pmdb_python.target.memory import MemoryFault

_MOST_LINES = 100_000
# `(size, mtime, lines, fullname)`; one of a single item has no lines yet.
_ENTRY, _LINES = 4, 2
# What is typed at a prompt has names of its own since 3.13. Since 3.13.1 its lines are kept apart, by `(co_filename,
# co_qualname, co_firstlineno)`.
_TYPED, _MOST_TYPED, _TYPED_KEY = "<python-input-", 100_000, 3

# The file of what `exec` runs and of what `python -c` was given.
STRING = "<string>"
_FROZEN = "<frozen "
_MOST_ARGUMENTS = 10_000
# Characters of an argument, of which Linux passes 128 KiB, and of a line.
_MOST_CODE, _MOST_LINE = 1 << 17, 4096
# Options of `python`, up to one that takes a value, and the value where it is not an argument of its own.
_OPTION = re.compile(r"-(?!-)[^WXcm]*([WXcm]?)(.*)\Z", re.DOTALL)


def frozen(heap, interpreter, name):
    """The file of a module that is frozen into the interpreter, as `os` is since 3.11: its code is compiled from the
    file that the module names. Else None."""
    if not (name.startswith(_FROZEN) and name.endswith(">")):
        return None
    try:
        module = dicts.find(heap, heap.pointer(interpreter, "interp.modules"), name[len(_FROZEN) : -1])
        names = heap.pointer(module, "module.md_dict") if module else 0
        file = dicts.find(heap, names, "__file__") if names else None
        return strings.text(heap, file, None) if file else None
    except MemoryFault:
        return None  # the frame is shown without its source


def command_line(heap, interpreter):
    """The lines of what `python -c` was given, by `sys.orig_argv`, which is there since 3.10; else None."""
    try:
        found = dicts.find(heap, heap.pointer(interpreter, "interp.sysdict"), "orig_argv")
        items = sequences.first_of_list(heap, found, _MOST_ARGUMENTS) if found else []
        code = _code([strings.marked(heap, item, _MOST_CODE, "") for item in items])
    except MemoryFault:
        return None  # the frame is shown without its source
    return None if code is None else code.splitlines()


def _code(arguments):
    """The value of `-c`, which ends the options, as `-m` and the name of a script do."""
    words = iter(arguments[1:])
    for word in words:
        option = _OPTION.match(word)
        if not option or option.group(1) == "m":
            return None
        value = option.group(2) or (option.group(1) and next(words, None))
        if option.group(1) == "c":
            return value
    return None


def explains(code, functions):
    """Whether frames of the file `<string>` can be those of a code: `exec` has the same file. The functions are those
    of one thread."""
    text = "\n".join(code)
    names = [name.rpartition(".")[2] for name in functions]
    return functions.count("<module>") <= 1 and all(
        name.startswith("<") or "def " + name in text or "class " + name in text for name in names
    )


def lines(heap, interpreter, name):
    """Without line ends; None where it has none. `name` is a `co_filename`."""
    try:
        module = dicts.find(heap, heap.pointer(interpreter, "interp.modules"), "linecache")
        names = heap.pointer(module, "module.md_dict") if module else 0
        cache = dicts.find(heap, names, "cache") if names else None
        entry = (dicts.find(heap, cache, name) if cache else None) or (names and _typed(heap, names, name))
        items = sequences.tuple_items(heap, entry, _ENTRY) if entry else []
        found = sequences.first_of_list(heap, items[_LINES], _MOST_LINES) if len(items) == _ENTRY else None
    except MemoryFault:
        return None  # the frame is shown without its source
    if found is None or len(found) == _MOST_LINES:  # a part would be taken for all
        return None
    return [strings.marked(heap, line, _MOST_LINE, "").rstrip("\r\n") for line in found]


def _typed(heap, module, name):
    """Address of the entry of what was typed under that name, or None."""
    cache = dicts.find(heap, module, "_interactive_cache") if name.startswith(_TYPED) else None
    for key, entry in dicts.entries(heap, cache, _MOST_TYPED) if cache else ():
        parts = sequences.tuple_items(heap, key, _TYPED_KEY)
        if len(parts) == _TYPED_KEY and strings.equals(heap, parts[0], name):
            return entry
    return None
