"""Reads `tuple`, `list` and `collections.deque` objects."""

import collections

from pmdb_python.objects.heap import LIST, TUPLE
from pmdb_python.target.memory import bounded, malformed

_MOST_ITEMS = (1 << 31) - 1


def tuple_size(heap, address):
    return _size_of(heap, address, TUPLE, "tuple")


def tuple_items(heap, address, most):
    """Addresses of the items; more than `most` are a fault."""
    bounded(tuple_size(heap, address), most, address, "length")
    return first_of_tuple(heap, address, most)


def first_of_tuple(heap, address, most):
    """Addresses of the first items."""
    first = address + heap.layout.offset("tuple.ob_item")
    return [heap.memory.pointer(first + 8 * i) for i in range(min(tuple_size(heap, address), most))]


def list_size(heap, address):
    return _size_of(heap, address, LIST, "list")


def first_of_list(heap, address, most):
    """Addresses of the first items."""
    size = list_size(heap, address)
    first = heap.pointer(address, "list.ob_item")
    return [heap.memory.pointer(first + 8 * i) for i in range(min(size, most))]


def _size_of(heap, address, flag, name):
    if not address or not heap.type_of(address).has(flag):
        raise malformed(address, "no %s object lies there" % name)
    return bounded(heap.i64(address, "varobject.ob_size"), _MOST_ITEMS, address, "length")


def size_of(heap, address):
    size = heap.i64(address, "varobject.ob_size")
    if size < 0:
        raise malformed(address, "its length is %d" % size)
    return size


# A deque of which length and indexes agree: items lie from `left` in the block `first` to the block `last`
# (`Modules/_collectionsmodule.c`: blocks of pointers, linked to the right).
_Deque = collections.namedtuple("_Deque", "address size per_block left first last")


def deque_size(heap, address):
    size = heap.i64(address, "deque.len" if heap.has("deque.len") else "varobject.ob_size")
    if size < 0:
        raise malformed(address, "its length is %d" % size)
    return size


def deque_items(heap, address, most):
    """Addresses of the first items."""
    deque = _deque(heap, address)
    shown, block, index, items = min(deque.size, most), deque.first, deque.left, []
    while len(items) < shown:
        if index == deque.per_block:
            block, index = _next(heap, deque, block), 0
        items.append(_in_block(heap, block, index))
        index += 1
    if shown == deque.size and block != deque.last:
        raise malformed(address, "its length is %d, but its last block comes after that" % deque.size)
    return items


def count(items, most, size):
    """How many there are, of which `items` were read, at most `most`. Fewer than that are all there are, whatever length
    was read at another moment."""
    return len(items) if len(items) < most else size


def deque_item(heap, address, index):
    """Address of one item, by its index from 0 at the left, below the deque's length."""
    deque = _deque(heap, address)
    at, block = deque.left + index, deque.first
    while at >= deque.per_block:
        at, block = at - deque.per_block, _next(heap, deque, block)
    return _in_block(heap, block, at)


def _in_block(heap, block, index):
    return heap.memory.pointer(block + heap.layout.offset("deque.block_data") + 8 * index)


def _next(heap, deque, block):
    """The last block also links to something, to itself in a forged ring."""
    if block == deque.last:
        raise malformed(deque.address, "its length is %d, but its last block comes before that" % deque.size)
    return heap.pointer(block, "deque.block_right")


def _deque(heap, address):
    """An empty deque has its right index one below its left one, as if its last item were there."""
    size, per_block = deque_size(heap, address), heap.layout.offset("deque.block_items")
    left = bounded(heap.i64(address, "deque.leftindex"), per_block - 1, address, "left index")
    right = heap.i64(address, "deque.rightindex")
    if (left + size - 1) % per_block != right:
        raise malformed(address, "its length is %d, but its items go from index %d to %d of blocks of %d" % (
            size, left, right, per_block))
    first, last = heap.pointer(address, "deque.leftblock"), heap.pointer(address, "deque.rightblock")
    return _Deque(address, size, per_block, left, first, last)
