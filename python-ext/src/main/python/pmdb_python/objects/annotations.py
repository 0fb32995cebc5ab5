"""`list[int]` (`Objects/genericaliasobject.c`) and `int | None` (`Objects/unionobject.c`)."""

from pmdb_python.objects import classes, instances, sequences
from pmdb_python.objects.heap import LIST, TYPE

_ALIAS = "types.GenericAlias"
_MOST = 1_000


def _fields(to, address):
    return address + to.heap.layout.offset("object.sizeof")


def alias(to, address, kind):
    """Origin, arguments, parameters, weak references, and since 3.11 whether it stands behind a `*`."""
    if kind.name != _ALIAS:
        instances.instance(to, address, kind)  # those of Python code show themselves otherwise
        return
    memory, fields = to.heap.memory, _fields(to, address)
    arguments = sequences.tuple_items(to.heap, memory.pointer(fields + 8), _MOST)
    starred = to.heap.at_least(3, 11) and memory.u8(fields + 32)
    with to.nested(address, "...") as fresh:
        if fresh:
            to.text("*" if starred else "")
            item(to, memory.pointer(fields))
            to.text("[" if arguments else "[()")
            to.items(len(arguments), lambda i: item(to, arguments[i]))
            to.text("]")


def union(to, address, kind):
    """The members, a tuple, are its first field."""
    members = sequences.tuple_items(to.heap, to.heap.memory.pointer(_fields(to, address)), _MOST)
    with to.nested(address, "...") as fresh:
        for i, member in enumerate(members if fresh else ()):
            to.text(" | " if i else "")
            _member(to, member)


def _member(to, address):
    heap = to.heap
    if heap.type_of(address).has(TYPE) and heap.type(address).name == "NoneType":
        to.text("None")
    else:
        item(to, address)


def item(to, address):
    """Classes by name, others as they show themselves."""
    kind = to.heap.type_of(address)
    if kind.name == "ellipsis":
        to.text("...")
    elif kind.has(TYPE):
        to.text(classes.full_name(to.heap, to.heap.type(address)))
    elif kind.has(LIST):
        items = sequences.first_of_list(to.heap, address, _MOST)
        with to.nested(address, "[...]") as fresh:
            if fresh:
                to.text("[")
                to.items(len(items), lambda i: item(to, items[i]))
                to.text("]")
    else:
        to.value(address)
