"""What modules say of their files."""

import os

from pmdb_python.frames import variables
from pmdb_python.objects import dicts, ints, strings
from pmdb_python.target.memory import MemoryFault

_NANOS = 1_000_000_000
_HEADER = 16


def doubt(heap, frame, source):
    """Why a file is not what a frame's module was compiled from, by its `.pyc`; else empty."""
    try:
        name = _compiled(heap, variables.globals_of(heap, frame.address), source)
    except MemoryFault:
        return ""  # nothing is known then
    if not name or "\0" in name or not name.endswith(".pyc"):
        return ""
    pyc = _beside(source, name)
    another = _is_of_another(pyc, source, heap.layout.version)
    return "changed since %s was compiled from it" % os.path.basename(pyc) if another else ""


def _compiled(heap, names, source):
    """The `.pyc` of a module; a script that is run has none. Since 3.15 modules do not name theirs."""
    if heap.at_least(3, 15):
        spec = dicts.find(heap, names, "__spec__")
        is_module = spec and heap.type_of(spec).name != "NoneType"
        return _tagged(os.path.basename(source), heap.layout.version) if is_module else None
    if heap.at_least(3, 2):
        return _text(heap, names, "__cached__")
    if _text(heap, names, "__name__") == "__main__":
        return None
    file = _text(heap, names, "__file__")
    return file + "c" if file and file.endswith(".py") else file


def _tagged(file, version):
    """By `sys.implementation.cache_tag`."""
    stem = file[:-3] if file.endswith(".py") else file
    return "__pycache__/%s.cpython-%d%d.pyc" % (stem, version[0], version[1])


def _text(heap, names, key):
    value = dicts.find(heap, names, key)
    return strings.text(heap, value, None) if value else None


def _beside(source, compiled):
    """As PEP 3147 places it, if it was not told otherwise."""
    directory, name = os.path.split(compiled)
    apart = "__pycache__" if os.path.basename(directory) == "__pycache__" else ""
    return os.path.join(os.path.dirname(source), apart, name)


def _is_of_another(compiled, source, version):
    """The file names the source that it was compiled from by its time and size
    (`Lib/importlib/_bootstrap_external.py`; 2.7: `Python/import.c`). False where that can not be told."""
    if not os.path.isfile(compiled):  # to open a pipe may take for ever
        return False
    try:
        with open(compiled, "rb") as file:
            header = file.read(_HEADER)
        found = os.stat(source)
    except (OSError, ValueError):
        return False  # none there, or not for us to read
    at = 8 if version >= (3, 7) else 4
    end = at + (8 if version >= (3, 3) else 4)
    if len(header) < end or version >= (3, 7) and any(header[4:8]):
        return False  # by hash
    numbers = [int(found.st_mtime), found.st_size]
    expected = b"".join((number & 0xFFFFFFFF).to_bytes(4, "little") for number in numbers)
    return header[at:end] != expected[: end - at]


def running(heap, interpreter):
    """When the program imported `logging`, which notes that (in seconds, since 3.13 in nanoseconds), in seconds; or
    None."""
    try:
        module = dicts.find(heap, heap.pointer(interpreter, "interp.modules"), "logging")
        names = heap.pointer(module, "module.md_dict") if module else 0
        time = dicts.find(heap, names, "_startTime") if names else None
        return _seconds(heap, time) if time else None
    except MemoryFault:
        return None


def _seconds(heap, time):
    name = heap.type_of(time).name
    if name == "float":
        return heap.f64(time, "float.ob_fval")
    return ints.read(heap, time) / _NANOS if name == "int" else None
