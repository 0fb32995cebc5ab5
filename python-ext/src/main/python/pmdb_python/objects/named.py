"""Functions, modules, types and others that `repr` shows by name."""

from pmdb_python.objects import attributes, classes, dicts, literals, strings
from pmdb_python.objects.heap import STR

_MOST_NAME = 512


def function(to, address, kind):
    to.text("<function %s at %#x>" % (_text(to, address, "func.func_qualname"), address))


def _text(to, address, field):
    return strings.text(to.heap, to.heap.pointer(address, field), "?")


def method(to, address, kind):
    bound(to, address, to.heap.pointer(address, "method.im_func"), to.heap.pointer(address, "method.im_self"))


def bound(to, address, function, owner):
    """`address` is that of the method, 0 where none is in memory."""
    name = _name_of_called(to, function)
    with to.nested(address, "<bound method %s of ...>" % name) as fresh:
        if fresh:
            to.text("<bound method %s of " % name)
            to.value(owner)
            to.text(">")


def _name_of_called(to, function):
    """Of a function, or of what has its name among its attributes (`method_repr`)."""
    if to.heap.is_a(function, "function"):
        return _text(to, function, "func.func_qualname")
    found = (attributes.find(to.heap, function, name) for name in ("__qualname__", "__name__"))
    return next((strings.text(to.heap, name, "?") for name in found if name is not None), "?")


def builtin(to, address, kind):
    """A function written in C; bound to an object unless that is a module (`meth_repr`)."""
    heap = to.heap
    name = heap.pointer(heap.pointer(address, "cfunc.m_ml"), "methoddef.ml_name")
    text = heap.memory.c_string(name, _MOST_NAME).decode("utf-8", "replace")
    owner = heap.pointer(address, "cfunc.m_self")
    if not owner or heap.is_a(owner, "module"):
        to.text("<built-in function %s>" % text)
    else:
        to.text("<built-in method %s of %s object at %#x>" % (text, heap.type_of(owner).name, owner))


def module(to, address, kind):
    namespace = to.heap.pointer(address, "module.md_dict")
    name, file = _quoted(to, namespace, "__name__"), _quoted(to, namespace, "__file__")
    origin = _frozen(to.heap, namespace) or (" from " + file if file else " (built-in)")
    to.text("<module %s%s>" % (name or "'?'", origin))


def _frozen(heap, namespace):
    """A module that has a file and was not taken from it says so in its specification, since 3.11
    (`_module_repr_from_spec` in `importlib/_bootstrap.py`)."""
    spec = dicts.find(heap, namespace, "__spec__") if heap.at_least(3, 11) else None
    origin = attributes.find(heap, spec, "origin") if spec else None
    return " (frozen)" if origin and strings.text(heap, origin) == "frozen" else ""


def _quoted(to, namespace, key):
    value = dicts.find(to.heap, namespace, key)
    if not value or not to.heap.type_of(value).has(STR):
        return None
    return literals.of_string(strings.read(to.heap, value, to.limits.size)[0])


def type_object(to, address, kind):
    to.text("<class '%s'>" % classes.full_name(to.heap, to.heap.type(address)))


def cell(to, address, kind):
    content = to.heap.pointer(address, "cell.ob_ref")
    if content:
        to.text("<cell at %#x: %s object at %#x>" % (address, to.heap.type_of(content).name, content))
    else:
        to.text("<cell at %#x: empty>" % address)


def code(to, address, kind):
    name, file = _text(to, address, "code.co_name"), _text(to, address, "code.co_filename")
    line = to.heap.i32(address, "code.co_firstlineno")
    to.text('<code object %s at %#x, file "%s", line %d>' % (name, address, file, line))


def generator(to, address, kind):
    to.text("<%s object %s at %#x>" % (kind.name, _text(to, address, "gen.gi_qualname"), address))


def weak_reference(to, address, kind):
    referred = to.heap.pointer(address, "weakref.wr_object")
    if not referred or to.heap.type_of(referred).name == "NoneType":
        to.text("<weakref at %#x; dead>" % address)
    else:
        name = to.heap.type_of(referred).name
        to.text("<weakref at %#x; to '%s' at %#x>" % (address, name, referred))
