"""`collections.OrderedDict`, whose order is that of a linked list beside the dict (`Objects/odictobject.c`)."""

from pmdb_python.objects import containers, dicts


def render(to, address, kind):
    entries = _in_order(to.heap, address, to.limits.items + 1)
    with to.nested(address, "...") as fresh:
        if not fresh:
            return
        if not entries:
            to.text(kind.short_name + "()")
        elif to.heap.at_least(3, 12):
            to.text(kind.short_name + "({")
            containers.pairs(to, entries)
            to.text("})")
        else:
            as_pairs(to, kind.short_name, entries)


def as_pairs(to, name, entries):
    """`OrderedDict([(1, 2)])`."""
    to.text(name + "([")
    containers.pairs(to, entries, "(", ", ", ")")
    to.text("])")


def _in_order(heap, address, most):
    keys = _keys(heap, address, most)
    wanted, values = set(keys), {}
    for key, value in dicts.walk(heap, address):
        if key in wanted:
            values[key] = value
        if len(values) >= len(wanted):
            break
    return [(key, values[key]) for key in keys if key in values]


def _keys(heap, address, most):
    """The first keys of the linked list; a damaged one may be a ring."""
    keys, node = [], heap.pointer(address, "odict.first")
    while node and len(keys) < most:
        keys.append(heap.pointer(node, "odictnode.key"))
        node = heap.pointer(node, "odictnode.next")
    return keys
