"""Instances of classes, and exceptions."""

from pmdb_python.objects import attributes, classes, member_def, sequences
from pmdb_python.objects.heap import TYPE

_MOST_ARGUMENTS = 4096


def instance(to, address, kind):
    """Python's own default with what it lacks: the attributes."""
    _around(to, address, address, kind, None)


def derived(to, address, kind, base):
    """The same of a class derived from a C type, with what `base` shows: `<module.Class object at 0x..., 5,
    attribute=value>`. Those of a module or class are its namespace. Within, `base` looks out for the address itself."""
    _around(to, ~address, address, kind, base)


def _around(to, key, address, kind, base):
    head = "<%s object at %#x" % (classes.full_name(to.heap, kind), address)
    is_namespace = kind.has(TYPE) or to.heap.is_a(address, "module")
    with to.nested(key, "<%s ...>" % kind.short_name) as fresh:
        if fresh:
            to.text(head)
            if base:
                to.text(", ")
                base(to, address, kind)
            if not is_namespace and not to.too_deep():
                _attributes(to, attributes.of(to.heap, address))
            to.text(">")


def _attributes(to, found):
    if found:
        to.text(", ")
        assignments(to, found)


def assignments(to, found):
    """`name=value, ...`."""

    def render(i):
        to.text(found[i][0] + "=")
        to.value(found[i][1])

    to.items(len(found), render)


def exception(to, address, kind):
    """`BaseException.__repr__`: the class's bare name and the arguments."""
    arguments = sequences.tuple_items(to.heap, to.heap.pointer(address, "exc.args"), _MOST_ARGUMENTS)
    with to.nested(address, kind.short_name + "(...)") as fresh:
        if fresh:
            to.text(kind.short_name + "(")
            to.items(len(arguments), lambda i: to.value(arguments[i]))
            _imported(to, address, kind, ", " if arguments else "")
            # Up to 3.6 it is the text of the tuple.
            comma = len(arguments) == 1 and not to.heap.at_least(3, 7)
            to.text(",)" if comma else ")")


def _imported(to, address, kind, before):
    """What could not be imported and from where, since 3.15 (`ImportError_repr`)."""
    heap = to.heap
    for name in ("name", "path") if heap.at_least(3, 15) else ():
        field = classes.find(heap, kind, name)
        known = field is not None and field.owner.name == "ImportError"
        value = heap.memory.pointer(address + member_def.of(heap, field.value).offset) if known else 0
        if value:
            to.text(before + name + "=")
            to.value(value)
            before = ", "
