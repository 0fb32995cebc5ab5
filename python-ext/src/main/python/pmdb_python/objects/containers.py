"""Lists, tuples, dicts, sets, deques."""

import itertools

from pmdb_python.objects import attributes, dicts, named_tuples, sequences, sets

def _inside(to, address, cyclic, before, count, render, after):
    with to.nested(address, cyclic) as fresh:
        if fresh:
            to.text(before)
            to.items(count, render)
            to.text(after)


def list_of(to, address, kind):
    size, first = sequences.size_of(to.heap, address), to.heap.pointer(address, "list.ob_item")
    _inside(to, address, "[...]", "[", size, lambda i: to.value(to.heap.memory.pointer(first + 8 * i)), "]")


def tuple_of(to, address, kind):
    heap = to.heap
    size, first = sequences.size_of(heap, address), address + heap.layout.offset("tuple.ob_item")
    names = named_tuples.names(heap, kind, size)
    shown = kind.name if "." in kind.name else kind.short_name
    name = shown if names else ""

    def render(i):
        to.text(names[i] + "=" if name else "")
        to.value(heap.memory.pointer(first + 8 * i))

    _inside(to, address, name + "(...)", name + "(", size, render, ",)" if size == 1 and not name else ")")


def dict_of(to, address, kind):
    with to.nested(address, "{...}") as fresh:
        if fresh:
            _braces(to, address)


def namespace(to, owner):
    """What the `__dict__` of an object would be."""
    entries = list(itertools.islice(attributes.walk(to.heap, owner), to.limits.items + 1))
    with to.nested(0, "{...}") as fresh:
        if fresh:
            _pairs_in_braces(to, entries)


def _braces(to, address):
    _pairs_in_braces(to, dicts.entries(to.heap, address, to.limits.items + 1))


def _pairs_in_braces(to, entries):
    to.text("{")
    pairs(to, entries)
    to.text("}")


def frozen_dict(to, address, kind):
    """A dict, since 3.15."""
    with to.nested(address, kind.short_name + "({...})") as fresh:
        if fresh:
            to.text(kind.short_name + "(")
            if dicts.entries(to.heap, address, 1):
                _braces(to, address)
            to.text(")")


def pairs(to, entries, before="", between=": ", after=""):
    def render(i):
        to.text(before)
        to.value(entries[i][0])
        to.text(between)
        to.value(entries[i][1])
        to.text(after)

    to.items(len(entries), render)


def default_dict(to, address, kind):
    factory = to.heap.pointer(address, "defaultdict.default_factory")
    name = to.heap.shown_name(kind, "defaultdict")
    to.text(name + "(")
    if factory:
        to.value(factory)
    else:
        to.text("None")
    to.text(", ")
    dict_of(to, address, kind)  # within itself it has its name and factory, and no items
    to.text(")")


def mapping_proxy(to, address, kind):
    """A pointer to the mapping behind the object header (`Objects/descrobject.c`)."""
    to.text("mappingproxy(")
    to.value(to.heap.behind_head(address, 0))
    to.text(")")


def set_of(to, address, kind):
    items = sets.items(to.heap, address, to.limits.items + 1)
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


def deque(to, address, kind):
    items = sequences.deque_items(to.heap, address, to.limits.items)
    size, most = sequences.deque_size(to.heap, address), to.heap.i64(address, "deque.maxlen")
    name = to.heap.shown_name(kind, "deque")
    after = "])" if most < 0 else "], maxlen=%d)" % most
    count = sequences.count(items, to.limits.items, size)
    _inside(to, address, "[...]", name + "([", count, lambda i: to.value(items[i]), after)
