"""Reads `set` and `frozenset` objects (`Include/cpython/setobject.h`)."""

from pmdb_python.objects import strings
from pmdb_python.objects.heap import BYTES
from pmdb_python.target.memory import malformed

_DUMMY = "<dummy key>"
_CHUNK = 256
_MOST_TABLE = 1 << 40
_REMOVED = (1 << 64) - 1


def items(heap, address, most):
    """Addresses of the first items in the order of the table, whose entries are a key and its hash. A removed one
    has the hash -1 since Python 3."""
    mask = heap.i64(address, "set.mask")
    if not 0 <= mask <= _MOST_TABLE or mask & (mask + 1):
        raise malformed(address, "its table size is %d" % mask)
    table, found, start = heap.pointer(address, "set.table"), [], 0
    while start <= mask and len(found) < most:
        words = heap.memory.pointers(table + 16 * start, 2 * min(_CHUNK, mask + 1 - start))
        _add(heap, words, found, most)
        start += _CHUNK
    return found


def _add(heap, words, found, most):
    python2 = heap.has_python2()
    for first, second in zip(words[::2], words[1::2]):
        if len(found) >= most:
            return
        key, hashed = (second, first) if python2 else (first, second)
        removed = key and _is_dummy(heap, key, hashed) if python2 else hashed == _REMOVED
        if key and not removed:
            found.append(key)


def _is_dummy(heap, key, hashed):
    """In 2.7 a removed entry keeps its hash and has a `str` of its own as key, whose hash is another (`dummy` in
    `Objects/setobject.c`)."""
    return (
        heap.type_of(key).has(BYTES)
        and heap.pointer(key, "bytes.ob_shash") != hashed
        and strings.equals(heap, key, _DUMMY)
    )
