"""What `repr` of Python 2 shows in another way than that of Python 3, and the types that only it has."""

from pmdb_python.objects import attributes, classes, containers, dicts, literals, ordered, scalars, sets, strings
from pmdb_python.objects.heap import HEAP_TYPE, LIST, TYPE
from pmdb_python.target.memory import malformed

_MOST_ORDERED = 100_000


def _text(to, address):
    return strings.text(to.heap, address, "?")


def _long(to, address, kind):
    scalars.integer(to, address, kind)
    to.text("L")


def _string(to, address, kind):
    size = to.heap.i64(address, "varobject.ob_size")
    shown, data = min(max(size, 0), to.limits.size), address + to.heap.layout.offset("bytes.ob_sval")
    to.text(repr(to.heap.memory.bytes(data, shown) if shown else b"")[1:])  # without the b
    if shown < size:
        to.cut()


def _unicode(to, address, kind):
    code_points, length = strings.read(to.heap, address, to.limits.size)
    to.text("u" + literals.of_ascii_string(code_points))
    if len(code_points) < length:
        to.cut()


def _dict(to, address, kind):
    """A dict, or the `OrderedDict` that is written in Python."""
    root = attributes.find(to.heap, address, "_OrderedDict__root") if kind.has(HEAP_TYPE) else None
    if root is None:
        containers.dict_of(to, address, kind)
        return
    entries = _in_order(to.heap, address, root, to.limits.items + 1)
    with to.nested(address, "...") as fresh:
        if fresh and entries:
            ordered.as_pairs(to, kind.short_name, entries)
        elif fresh:
            to.text(kind.short_name + "()")


def _in_order(heap, address, root, most):
    """Its order is that of a ring of lists `[previous, next, key]` (`Lib/collections.py`)."""
    values = dict(dicts.entries(heap, address, _MOST_ORDERED))
    found, link = [], _link_item(heap, root, 1)
    while link != root and len(found) < min(most, len(values)):
        key = _link_item(heap, link, 2)
        found.append((key, values.get(key, 0)))
        link = _link_item(heap, link, 1)
    return found


def _link_item(heap, link, index):
    if not heap.type_of(link).has(LIST):
        raise malformed(link, "no link of an OrderedDict lies there")
    return heap.memory.pointer(heap.pointer(link, "list.ob_item") + 8 * index)


def _set(to, address, kind):
    items = sets.items(to.heap, address, to.limits.items + 1)
    with to.nested(address, kind.short_name + "(...)") as fresh:
        if fresh:
            to.text(kind.short_name + "([")
            to.items(len(items), lambda i: to.value(items[i]))
            to.text("])")


def _xrange(to, address, kind):
    start, step = to.heap.i64(address, "xrange.start"), to.heap.i64(address, "xrange.step")
    stop = start + step * to.heap.i64(address, "xrange.len")
    span = str(stop) if start == 0 and step == 1 else "%d, %d" % (start, stop)
    to.text("xrange(%s%s" % (span, ")" if step == 1 else ", %d)" % step))


def _type(to, address, kind):
    shown = to.heap.type(address)
    to.text("<%s '%s'>" % ("class" if shown.has(HEAP_TYPE) else "type", classes.full_name(to.heap, shown)))


def _old_name(to, address):
    """`module.name` of a class that does not derive from `object`."""
    heap = to.heap
    name = _text(to, heap.pointer(address, "class2.cl_name"))
    module = dicts.find(heap, heap.pointer(address, "class2.cl_dict"), "__module__")
    return "%s.%s" % (strings.text(heap, module, "?") if module is not None else "?", name)


def _old_class(to, address, kind):
    to.text("<class %s at %#x>" % (_old_name(to, address), address))


def _old_instance(to, address, kind):
    heap = to.heap
    name = _old_name(to, heap.pointer(address, "instance2.in_class"))
    entries = dicts.entries(heap, heap.pointer(address, "instance2.in_dict"), to.limits.items + 1)

    def render(i):
        to.text(_text(to, entries[i][0]) + "=")
        to.value(entries[i][1])

    with to.nested(address, "<%s ...>" % name) as fresh:
        if fresh:
            to.text("<%s instance at %#x%s" % (name, address, ", " if entries else ""))
            to.items(len(entries), render)
            to.text(">")


def _function(to, address, kind):
    to.text("<function %s at %#x>" % (_text(to, to.heap.pointer(address, "func.func_name")), address))


def _method(to, address, kind):
    bound(to, address, *(to.heap.pointer(address, "method." + field) for field in ("im_func", "im_self", "im_class")))


def bound(to, address, function, owner, asked):
    """`address` is that of the method, 0 where none is in memory."""
    name = _method_name(to, function, asked)
    if not owner:
        to.text("<unbound method %s>" % name)
        return
    with to.nested(address, "<bound method %s of ...>" % name) as fresh:
        if fresh:
            to.text("<bound method %s of " % name)
            to.value(owner)
            to.text(">")


def _method_name(to, function, asked):
    heap = to.heap
    name = _text(to, heap.pointer(function, "func.func_name")) if heap.is_a(function, "function") else "?"
    return "%s.%s" % (_class_name(to, asked), name)


def _class_name(to, owner):
    if not owner:
        return "?"
    if to.heap.type_of(owner).has(TYPE):
        return to.heap.type(owner).short_name
    return _text(to, to.heap.pointer(owner, "class2.cl_name"))


def _module(to, address, kind):
    namespace = to.heap.pointer(address, "module.md_dict")
    name, file = (dicts.find(to.heap, namespace, key) for key in ("__name__", "__file__"))
    origin = "(built-in)" if file is None else "from '%s'" % _text(to, file)
    to.text("<module '%s' %s>" % ("?" if name is None else _text(to, name), origin))


def _generator(to, address, kind):
    code = to.heap.pointer(address, "gen.gi_code")
    to.text("<generator object %s at %#x>" % (_text(to, to.heap.pointer(code, "code.co_name")), address))


# By the tp_name of the object's first C type.
BY_NAME = {
    "long": _long,
    "str": _string,
    "unicode": _unicode,
    "int": scalars.integer,
    "dict": _dict,
    "set": _set,
    "frozenset": _set,
    "xrange": _xrange,
    "type": _type,
    "classobj": _old_class,
    "instance": _old_instance,
    "function": _function,
    "instancemethod": _method,
    "module": _module,
    "generator": _generator,
}
