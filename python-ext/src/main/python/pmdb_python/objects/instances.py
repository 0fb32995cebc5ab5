"""Instances of classes, and exceptions."""

from pmdb_python.objects import attributes, classes, sequences

_MOST_ARGUMENTS = 4096


def instance(to, address, kind):
    """Python's own default with what it lacks: the attributes."""
    head = "<%s object at %#x" % (classes.full_name(to.heap, kind), address)
    with to.nested(address, "<%s ...>" % kind.short_name) as fresh:
        if fresh:
            to.text(head)
            if not to.too_deep():
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
            # Up to 3.6 it is the text of the tuple.
            comma = len(arguments) == 1 and not to.heap.at_least(3, 7)
            to.text(",)" if comma else ")")
