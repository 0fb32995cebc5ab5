"""What is inside of what Python makes an object of only when it is asked for."""

from pmdb_python.expression import items, members
from pmdb_python.expression.missing import Missing, some
from pmdb_python.expression.parser import Attribute
from pmdb_python.objects import attributes
from pmdb_python.objects.denoted import Builtin, Method, Namespace, Proxy

_OF_METHOD = ("__func__", "__self__")
_OF_BUILTIN = ("__name__", "__self__")


def find(heap, denoted, step):
    if not isinstance(step, Attribute):
        return _item(heap, denoted, step)
    if isinstance(denoted, Method):
        return _of_method(heap, denoted, step.name)
    if isinstance(denoted, Builtin) and step.name in _OF_BUILTIN:
        return denoted.owner if step.name == "__self__" else _name(heap, denoted)
    raise _missing(heap, denoted, step.name, _OF_BUILTIN if isinstance(denoted, Builtin) else ())


def _name(heap, builtin):
    """That of its descriptor, behind the head and the type (`PyDescrObject`)."""
    return heap.behind_head(builtin.descriptor, 1)


def _item(heap, denoted, step):
    if isinstance(denoted, Proxy):
        return items.find(heap, denoted.namespace, step.key, step.text)
    if not isinstance(denoted, Namespace):
        raise Missing("a %s has no items" % denoted.type(heap), "")
    for key, value in attributes.walk(heap, denoted.owner):
        if step.key.matches(heap, key):
            return value
    raise Missing("there is no key " + step.text, "")


def _of_method(heap, method, name):
    """It has the attributes of its function."""
    if name in ("__func__", "im_func"):
        return method.function
    if name in ("__self__", "im_self") and method.owner:
        return method.owner
    if name in ("__self__", "im_self", "__class__"):
        raise _missing(heap, method, name, _OF_METHOD)
    return members.find(heap, method.function, name)


def _missing(heap, denoted, name, there):
    return Missing("no `%s` of a %s is known" % (name, denoted.type(heap)), some("it has ", there, len(there)))
