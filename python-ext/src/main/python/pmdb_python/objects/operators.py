"""What calls something else: of `operator` (`Modules/_operator.c`) and `functools` (`Modules/_functoolsmodule.c`,
`Lib/functools.py`)."""

from pmdb_python.objects import attributes, classes, dicts, sequences, strings
from pmdb_python.objects.heap import HEAP_TYPE, TUPLE
from pmdb_python.target.memory import malformed

_MOST = 1_000


def item_getter(to, address, kind):
    """How many items, and the item or a tuple of them."""
    form = "(%s)" if to.heap.behind_head(address, 0) == 1 else "%s"
    with to.nested(address, kind.name + "(...)") as fresh:
        if fresh:
            before, after = form.split("%s")
            to.text(kind.name + before)
            to.value(to.heap.behind_head(address, 1))
            to.text(after)


def attribute_getter(to, address, kind):
    """How many names, and a tuple of them, of which each is one of parts where it had dots."""
    names = sequences.tuple_items(to.heap, to.heap.behind_head(address, 1), _MOST)
    to.text("%s(%s)" % (kind.name, ", ".join("'%s'" % _dotted(to.heap, name) for name in names)))


def _dotted(heap, name):
    parts = sequences.tuple_items(heap, name, _MOST) if heap.type_of(name).has(TUPLE) else [name]
    return ".".join(strings.text(heap, part, "?") for part in parts)


def method_caller(to, address, kind):
    """Name, arguments, keywords; of 3.13 the name is the first argument, too."""
    values = sequences.tuple_items(to.heap, to.heap.behind_head(address, 1), _MOST)
    twice = to.heap.at_least(3, 13) and not to.heap.at_least(3, 14)
    named = twice and values[:1] == [to.heap.behind_head(address, 0)]
    _call(to, address, kind.name, values[1:] if named else values)


def partial(to, address, kind):
    """Function, arguments, keywords."""
    bare = kind.has(HEAP_TYPE) and "." not in kind.name
    values = sequences.tuple_items(to.heap, to.heap.behind_head(address, 1), _MOST)
    _call(to, address, classes.full_name(to.heap, kind) if bare else kind.name, values)


def _call(to, address, name, values):
    heap, keywords = to.heap, to.heap.behind_head(address, 2)
    keywords = dicts.entries(heap, keywords, _MOST) if keywords else []
    with to.nested(address, "...") as fresh:
        if not fresh:
            return
        to.text(name + "(")
        to.value(to.heap.behind_head(address, 0))
        for value in values:
            to.text(", ")
            to.value(value)
        for key, value in keywords:
            to.text(", %s=" % strings.text(heap, key, "?"))
            to.value(value)
        to.text(")")


def partial_method(to, address, kind):
    """`functools.partialmethod`, in Python: commas stand for nothing up to 3.12."""
    heap, spare = to.heap, not to.heap.at_least(3, 13)
    values = sequences.tuple_items(heap, _attribute(heap, address, "args"), _MOST)
    keywords = dicts.entries(heap, _attribute(heap, address, "keywords"), _MOST)
    with to.nested(address, "...") as fresh:
        if not fresh:
            return
        to.text(classes.full_name(heap, kind) + "(")
        to.value(_attribute(heap, address, "func"))
        to.text(", " if spare else "")
        for i, value in enumerate(values):
            to.text("" if spare and not i else ", ")
            to.value(value)
        to.text(", " if spare else "")
        for i, (key, value) in enumerate(keywords):
            to.text(("" if spare and not i else ", ") + strings.text(heap, key, "?") + "=")
            to.value(value)
        to.text(")")


def _attribute(heap, address, name):
    value = attributes.find(heap, address, name)
    if value is None:
        raise malformed(address, "it has no " + name)
    return value
