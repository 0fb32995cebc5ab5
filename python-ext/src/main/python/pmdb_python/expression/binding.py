"""What becomes of a class's attribute when an object or the class itself is asked for it: its `__get__`, as far as
that is known without running code."""

from pmdb_python.objects import classes
from pmdb_python.objects.denoted import Builtin, Method
from pmdb_python.objects.heap import HEAP_TYPE


def is_code(heap, value):
    """Whether it has a `__get__` that is Python code."""
    kind = heap.type_of(value)
    found = classes.find(heap, kind, "__get__") if kind.has(HEAP_TYPE) else None
    return found is not None and heap.is_a(found.value, "function")


def of_instance(heap, asked, owner, value):
    """`asked` is the object, `owner` the address of its class."""
    name = heap.type_of(value).name
    if name in ("function", "functools._lru_cache_wrapper") or (name == "functools.partial" and heap.at_least(3, 14)):
        return Method(value, asked, owner)
    if name in ("method_descriptor", "wrapper_descriptor"):
        return Builtin(value, asked, name == "wrapper_descriptor")
    return _of_either(heap, owner, name, value)


def of_class(heap, owner, value):
    """`owner` is the address of the class that was asked."""
    if heap.has_python2() and heap.is_a(value, "function"):
        return Method(value, 0, owner)
    return _of_either(heap, owner, heap.type_of(value).name, value)


def _of_either(heap, owner, name, value):
    if name == "staticmethod":
        return heap.pointer(value, "object.sizeof")
    if name == "classmethod_descriptor":
        return Builtin(value, owner, False)
    return _of_class_method(heap, owner, value) if name == "classmethod" else value


def _of_class_method(heap, owner, value):
    """One that wraps anything but a function stays as it is: versions differ in what they make of that."""
    called = heap.pointer(value, "object.sizeof")
    meta = heap.type_of(owner).address
    return Method(called, owner, meta) if heap.is_a(called, "function") else value
