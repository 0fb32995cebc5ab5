"""Reads `dict` objects: combined and split tables, and the inline values of instances
(`Objects/dictobject.c`, `Include/internal/pycore_dict.h`)."""

import collections
import itertools

from pmdb_python.objects import strings
from pmdb_python.objects.heap import DICT
from pmdb_python.target.memory import bounded, malformed

_MOST_ENTRIES = 1 << 30
# Instances share keys only while they are few (`SHARED_KEYS_MAX_SIZE`).
_MOST_SHARED = 1 << 16
_CHUNK = 256

# Where the entries of a keys object are: how many, bytes of each, offset of the key, which the value follows.
_Keys = collections.namedtuple("_Keys", "first count size key_at")


def entries(heap, address, most):
    """(key, value) addresses in insertion order, at most `most`."""
    return list(itertools.islice(walk(heap, address), most)) if most > 0 else []


def find(heap, address, name):
    """The value of a `str` key, or None."""
    return find_where(heap, address, lambda key: strings.equals(heap, key, name))


def find_where(heap, address, wanted):
    """The value of the first key that is the wanted one, or None."""
    return next((value for key, value in walk(heap, address) if wanted(key)), None)


def _is_table(heap, address):
    """A `frozendict` of 3.15 is none by its flags, and the same inside."""
    return heap.type_of(address).has(DICT) or heap.is_a(address, "frozendict")


def size(heap, address):
    """How many entries the dict says it has (`len`)."""
    return heap.i64(address, "dict.ma_used")


def walk(heap, address):
    """Yields (key, value)."""
    if not address or not _is_table(heap, address):
        raise malformed(address, "no dict object lies there")
    if heap.has("dict.ma_table"):
        return _combined(heap, _table(heap, address))
    keys = _keys(heap, heap.pointer(address, "dict.ma_keys"))
    values = heap.pointer(address, "dict.ma_values")
    return _split(heap, keys, values) if values else _combined(heap, keys)


def _table(heap, address):
    """2.7: one table of hash, key and value, in which free and removed entries have no value."""
    last = bounded(heap.i64(address, "dict.ma_mask"), _MOST_ENTRIES, address, "table size")
    return _Keys(heap.pointer(address, "dict.ma_table"), last + 1, 24, 8)


def _keys(heap, keys):
    count = bounded(heap.i64(keys, "dictkeys.dk_nentries"), _room(heap, keys), keys, "number of entries")
    indices = keys + heap.layout.offset("dictkeys.dk_indices")
    if heap.has("dictkeys.dk_kind"):
        log2 = bounded(heap.u8(keys, "dictkeys.dk_log2_index_bytes"), 40, keys, "table size")
        general = heap.u8(keys, "dictkeys.dk_kind") == 0
        return _Keys(indices + (1 << log2), count, 24 if general else 16, 8 if general else 0)
    slots = heap.i64(keys, "dictkeys.dk_size")
    width = next((w for w in (1, 2, 4) if slots <= (1 << 8 * w) - 1), 8)
    return _Keys(indices + slots * width, count, 24, 8)


def _room(heap, keys):
    """The slots of the hash table, of which entries never fill more than two thirds."""
    if heap.has("dictkeys.dk_log2_size"):
        slots = 1 << bounded(heap.u8(keys, "dictkeys.dk_log2_size"), 40, keys, "table size")
    else:
        slots = heap.i64(keys, "dictkeys.dk_size")
    return min(slots, _MOST_ENTRIES)


def _combined(heap, keys):
    step, key_at = keys.size // 8, keys.key_at // 8
    for start in range(0, keys.count, _CHUNK):
        part = min(_CHUNK, keys.count - start)
        words = heap.memory.pointers(keys.first + start * keys.size, part * step)
        for at in range(key_at, len(words), step):
            if words[at + 1]:
                yield words[at], words[at + 1]


def _split(heap, keys, values):
    bounded(keys.count, _MOST_SHARED, values, "number of shared keys")
    order = _order(heap, values) if heap.has("dictkeys.dk_kind") else range(keys.count)
    start = values + (heap.layout.offset("dictvalues.values") if heap.has("dictvalues.capacity") else 0)
    for index in order:
        if index >= keys.count:
            raise malformed(values, "it names key %d of %d" % (index, keys.count))
        value = heap.memory.pointer(start + 8 * index)
        key = heap.memory.pointer(keys.first + index * keys.size + keys.key_at)
        if value:
            yield key, value


def _order(heap, values):
    """Key indexes in the order of insertion: bytes below the values in 3.11 and 3.12, behind them since."""
    if heap.has("dictvalues.capacity"):
        used, capacity = heap.u8(values, "dictvalues.size"), heap.u8(values, "dictvalues.capacity")
        base = values + heap.layout.offset("dictvalues.values") + 8 * capacity
        return [heap.memory.u8(base + i) for i in range(used)]
    used = heap.memory.u8(values - 2)
    return [heap.memory.u8(values - 3 - i) for i in range(used)]


def inline_values(heap, kind, values):
    """(key, value) of an instance that has a values array of its own; the names are its type's."""
    return _split(heap, _keys(heap, heap.pointer(kind.address, "heaptype.ht_cached_keys")), values)
