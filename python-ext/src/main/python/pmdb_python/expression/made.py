"""What is inside of what Python makes an object of only when it is asked for."""

from pmdb_python.expression import members
from pmdb_python.expression.missing import Missing
from pmdb_python.expression.parser import Attribute
from pmdb_python.objects.denoted import Method

_OF_METHOD = ("__func__", "__self__")
_OF_BUILTIN = ("__self__",)


def find(heap, denoted, step):
    if not isinstance(step, Attribute):
        raise Missing("a %s has no items" % denoted.type(heap), "")
    if isinstance(denoted, Method):
        return _of_method(heap, denoted, step.name)
    if step.name == "__self__":
        return denoted.owner
    raise _missing(heap, denoted, step.name, _OF_BUILTIN)


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
    return Missing("no `%s` of a %s is known" % (name, denoted.type(heap)), "it has " + ", ".join(there))
