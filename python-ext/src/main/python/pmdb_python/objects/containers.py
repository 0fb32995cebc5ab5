"""Lists, tuples, dicts, sets, deques."""

from pmdb_python.objects import classes, dicts, sequences, sets, strings
from pmdb_python.objects.heap import HEAP_TYPE, TUPLE

_MOST_FIELDS = 1024
_MOST_NAME = 256
# `sizeof(PyMemberDef)`.
_MEMBER = 40


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
    sequence = "." in kind.name
    names = _member_names(heap, kind, size) if sequence else _field_names(heap, kind)
    shown = kind.name if sequence else kind.short_name
    name = shown if len(names) == size and size else ""

    def render(i):
        to.text(names[i] + "=" if name else "")
        to.value(heap.memory.pointer(first + 8 * i))

    _inside(to, address, name + "(...)", name + "(", size, render, ",)" if size == 1 and not name else ")")


def _member_names(heap, kind, size):
    """The names of a struct sequence written in C, such as `sys.version_info`: its `tp_members`, which stand three
    words before `tp_dict` (`Include/cpython/object.h`)."""
    member, names = heap.memory.pointer(kind.address + heap.layout.offset("type.tp_dict") - 24), []
    while member and len(names) < min(size, _MOST_FIELDS):
        name = heap.memory.pointer(member)
        if not name:
            return []
        names.append(heap.memory.c_string(name, _MOST_NAME).decode("utf-8", "replace"))
        member += _MEMBER
    return names


def _field_names(heap, kind):
    """`_fields` of a namedtuple class, else empty."""
    fields = classes.find(heap, kind, "_fields") if kind.has(HEAP_TYPE) else None
    if fields is None or not heap.type_of(fields.value).has(TUPLE):
        return []
    return [strings.text(heap, item, "?") for item in sequences.tuple_items(heap, fields.value, _MOST_FIELDS)]


def dict_of(to, address, kind):
    with to.nested(address, "{...}") as fresh:
        if fresh:
            _braces(to, address)


def _braces(to, address):
    entries = dicts.entries(to.heap, address, to.limits.items + 1)
    to.text("{")
    pairs(to, entries)
    to.text("}")


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


def mapping_proxy(to, address, kind):
    """A pointer to the mapping behind the object header (`Objects/descrobject.c`)."""
    to.text("mappingproxy(")
    to.value(to.heap.memory.pointer(address + to.heap.layout.offset("object.sizeof")))
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
    name = kind.short_name if to.heap.at_least(3, 7) else "deque"
    after = "])" if most < 0 else "], maxlen=%d)" % most
    count = min(size, len(items) + 1)
    _inside(to, address, "[...]", name + "([", count, lambda i: to.value(items[i]), after)
