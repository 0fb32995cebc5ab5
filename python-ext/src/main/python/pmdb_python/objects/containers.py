"""Lists, tuples, dicts, sets, deques."""

import itertools

from pmdb_python.objects import dicts, strings
from pmdb_python.objects.heap import HEAP_TYPE, TUPLE
from pmdb_python.target.memory import bounded, malformed

_MOST_TABLE = 1 << 22
_MOST_FIELDS = 1024
_CHUNK = 512


def _size(to, address):
    size = to.heap.i64(address, "varobject.ob_size")
    if size < 0:
        raise malformed(address, "its length is %d" % size)
    return size


def _inside(to, address, cyclic, before, count, render, after):
    with to.nested(address, cyclic) as fresh:
        if fresh:
            to.text(before)
            to.items(count, render)
            to.text(after)


def list_of(to, address, kind):
    size, first = _size(to, address), to.heap.pointer(address, "list.ob_item")
    _inside(to, address, "[...]", "[", size, lambda i: to.value(to.heap.memory.pointer(first + 8 * i)), "]")


def tuple_of(to, address, kind):
    size, first = _size(to, address), address + to.heap.layout.offset("tuple.ob_item")
    names = _field_names(to.heap, kind)
    name = kind.short_name if len(names) == size and size else ""

    def render(i):
        to.text(names[i] + "=" if name else "")
        to.value(to.heap.memory.pointer(first + 8 * i))

    _inside(to, address, name + "(...)", name + "(", size, render, ",)" if size == 1 and not name else ")")


def _field_names(heap, kind):
    """`_fields` of a namedtuple class, else empty."""
    namespace = heap.pointer(kind.address, "type.tp_dict") if kind.has(HEAP_TYPE) else 0
    fields = dicts.find(heap, namespace, "_fields") if namespace else None
    if not fields or not heap.type_of(fields).has(TUPLE):
        return []
    return [strings.text(heap, item, "?") for item in strings.items(heap, fields, _MOST_FIELDS)]


def dict_of(to, address, kind):
    with to.nested(address, "{...}") as fresh:
        if fresh:
            _braces(to, address)


def _braces(to, address):
    entries = dicts.entries(to.heap, address, to.limits.items + 1)
    to.text("{")
    pairs(to, entries, "", ": ", "")
    to.text("}")


def pairs(to, entries, before, between, after):
    def render(i):
        to.text(before)
        to.value(entries[i][0])
        to.text(between)
        to.value(entries[i][1])
        to.text(after)

    to.items(len(entries), render)


def default_dict(to, address, kind):
    factory = to.heap.pointer(address, "defaultdict.default_factory")
    with to.nested(address, kind.short_name + "(...)") as fresh:
        if fresh:
            to.text(kind.short_name + "(")
            if factory:
                to.value(factory)
            else:
                to.text("None")
            to.text(", ")
            _braces(to, address)
            to.text(")")


def ordered_dict(to, address, kind):
    as_dict = to.heap.layout.version[:2] >= (3, 12)
    entries = _in_order(to.heap, address, to.limits.items + 1)
    with to.nested(address, "...") as fresh:
        if not fresh:
            return
        if not entries:
            to.text(kind.short_name + "()")
            return
        to.text(kind.short_name + ("({" if as_dict else "(["))
        pairs(to, entries, *(("", ": ", "") if as_dict else ("(", ", ", ")")))
        to.text("})" if as_dict else "])")


def _in_order(heap, address, most):
    """The order is that of a linked list beside the dict (`Objects/odictobject.c`)."""
    values = dict(dicts.walk(heap, address))
    found, node = [], heap.pointer(address, "odict.first")
    for _ in range(len(values) + 1):
        if not node or len(found) >= most:
            break
        key = heap.pointer(node, "odictnode.key")
        if key in values:
            found.append((key, values[key]))
        node = heap.pointer(node, "odictnode.next")
    return found


def mapping_proxy(to, address, kind):
    """A pointer to the mapping behind the object header (`Objects/descrobject.c`)."""
    to.text("mappingproxy(")
    to.value(to.heap.memory.pointer(address + to.heap.layout.offset("object.sizeof")))
    to.text(")")


def set_of(to, address, kind):
    items = list(itertools.islice(_set_items(to.heap, address), to.limits.items + 1))
    bare, name = kind.name == "set", kind.short_name
    with to.nested(address, name + "(...)") as fresh:
        if not fresh:
            return
        if not items:
            to.text(name + "()")
            return
        to.text("{" if bare else name + "({")
        to.items(len(items), lambda i: to.value(items[i]))
        to.text("}" if bare else "})")


def _set_items(heap, address):
    """Entries of the hash table are a key and its hash; a deleted one has the hash -1."""
    mask = bounded(heap.i64(address, "set.mask"), _MOST_TABLE, address, "table size")
    table = heap.pointer(address, "set.table")
    for start in range(0, mask + 1, _CHUNK):
        words = heap.memory.pointers(table + 16 * start, 2 * min(_CHUNK, mask + 1 - start))
        for key, hashed in zip(words[::2], words[1::2]):
            if key and hashed != (1 << 64) - 1:
                yield key


def deque(to, address, kind):
    items, size = _deque_items(to, address), _size(to, address)
    most = to.heap.i64(address, "deque.maxlen")
    after = "])" if most < 0 else "], maxlen=%d)" % most
    count = min(size, len(items) + 1)
    _inside(to, address, "[...]", kind.short_name + "([", count, lambda i: to.value(items[i]), after)


def _deque_items(to, address):
    """Blocks of 64 pointers, linked to the right (`Modules/_collectionsmodule.c`)."""
    heap, size = to.heap, _size(to, address)
    per_block = heap.layout.offset("deque.block_items")
    index = _left_index(heap, address, size, per_block)
    block, last = heap.pointer(address, "deque.leftblock"), heap.pointer(address, "deque.rightblock")
    items = []
    while len(items) < min(size, to.limits.items):
        if index == per_block:
            if block == last:
                raise malformed(address, "its length is %d, but its last block comes before that" % size)
            block, index = heap.pointer(block, "deque.block_right"), 0
        items.append(heap.memory.pointer(block + heap.layout.offset("deque.block_data") + 8 * index))
        index += 1
    if len(items) == size and block != last:
        raise malformed(address, "its length is %d, but its last block comes after that" % size)
    return items


def _left_index(heap, address, size, per_block):
    """An empty deque has its right index one below its left one, as if its last item were there."""
    left = bounded(heap.i64(address, "deque.leftindex"), per_block - 1, address, "left index")
    right = heap.i64(address, "deque.rightindex")
    if (left + size - 1) % per_block != right:
        raise malformed(address, "its length is %d, but its items go from index %d to %d of blocks of %d" % (
            size, left, right, per_block))
    return left
