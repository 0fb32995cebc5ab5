"""Reads `dict` objects: combined and split tables, and the inline values of instances
(`Objects/dictobject.c`, `Include/internal/pycore_dict.h`)."""

import itertools

from pmdb_python.objects import strings
from pmdb_python.objects.heap import DICT
from pmdb_python.target.memory import bounded, malformed

_MOST_ENTRIES = 1 << 20
_CHUNK = 1024


def entries(heap, address, most):
    """(key, value) addresses in insertion order, at most `most`."""
    return list(itertools.islice(walk(heap, address), most))


def find(heap, address, name):
    """The value of an ASCII `str` key, or None."""
    wanted = name.encode("ascii", "replace")
    if len(wanted) != len(name) or not name.isascii():
        return None
    return next((value for key, value in walk(heap, address) if strings.equals(heap, key, wanted)), None)


def walk(heap, address):
    """Yields (key, value)."""
    if not address or not heap.type_of(address).has(DICT):
        raise malformed(address, "no dict object lies there")
    keys = _keys(heap, heap.pointer(address, "dict.ma_keys"))
    values = heap.pointer(address, "dict.ma_values")
    return _split(heap, keys, values) if values else _combined(heap, *keys)


def _keys(heap, keys):
    """(address of the entries, how many, bytes of each, offset of the key, which the value follows)"""
    count = bounded(heap.i64(keys, "dictkeys.dk_nentries"), _MOST_ENTRIES, keys, "number of entries")
    indices = keys + heap.layout.offset("dictkeys.dk_indices")
    if heap.has("dictkeys.dk_kind"):
        log2 = bounded(heap.u8(keys, "dictkeys.dk_log2_index_bytes"), 40, keys, "table size")
        general = heap.u8(keys, "dictkeys.dk_kind") == 0
        return indices + (1 << log2), count, 24 if general else 16, 8 if general else 0
    size = heap.i64(keys, "dictkeys.dk_size")
    width = next((w for w in (1, 2, 4) if size <= (1 << 8 * w) - 1), 8)
    return indices + size * width, count, 24, 8


def _combined(heap, first, count, size, key_at):
    step, key_at = size // 8, key_at // 8
    for start in range(0, count, _CHUNK):
        part = min(_CHUNK, count - start)
        words = heap.memory.pointers(first + start * size, part * step)
        for at in range(key_at, len(words), step):
            if words[at + 1]:
                yield words[at], words[at + 1]


def _split(heap, keys, values):
    first, count, size, key_at = keys
    order = _order(heap, values) if heap.has("dictkeys.dk_kind") else range(count)
    start = values + (heap.layout.offset("dictvalues.values") if heap.has("dictvalues.capacity") else 0)
    for index in order:
        if index >= count:
            raise malformed(values, "it names key %d of %d" % (index, count))
        value, key = heap.memory.pointer(start + 8 * index), heap.memory.pointer(first + index * size + key_at)
        if value:
            yield key, value


def _order(heap, values):
    """Key indexes in the order of insertion: bytes below the values in 3.11 and 3.12, behind them since."""
    if heap.has("dictvalues.capacity"):
        capacity = heap.u8(values, "dictvalues.capacity")
        base = values + heap.layout.offset("dictvalues.values") + 8 * capacity
        return heap.memory.bytes(base, heap.u8(values, "dictvalues.size"))
    used = heap.memory.u8(values - 2)
    return heap.memory.bytes(values - 2 - used, used)[::-1]


def inline_values(heap, kind, values):
    """(key, value) of an instance that has a values array of its own; the names are its type's."""
    keys = _keys(heap, heap.pointer(kind.address, "heaptype.ht_cached_keys"))
    return list(_split(heap, keys, values))
