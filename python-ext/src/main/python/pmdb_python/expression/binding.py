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


def of_instance(heap, owner, kind, value):
    """`owner` is the object that was asked."""
    name = heap.type_of(value).name
    if name in ("function", "functools._lru_cache_wrapper") or (name == "functools.partial" and heap.at_least(3, 14)):
        return Method(value, owner, kind.address)
    if name in ("method_descriptor", "wrapper_descriptor"):
        return Builtin(value, owner, name == "wrapper_descriptor")
    return _of_either(heap, kind, name, value)


def of_class(heap, kind, value):
    """`kind` is the class that was asked."""
    if heap.has_python2() and heap.is_a(value, "function"):
        return Method(value, 0, kind.address)
    return _of_either(heap, kind, heap.type_of(value).name, value)


def _of_either(heap, kind, name, value):
    if name == "staticmethod":
        return heap.pointer(value, "object.sizeof")
    if name == "classmethod_descriptor":
        return Builtin(value, kind.address, False)
    return _of_class_method(heap, kind, value) if name == "classmethod" else value


def _of_class_method(heap, kind, value):
    """One that wraps anything but a function stays as it is: versions differ in what they make of that."""
    called = heap.pointer(value, "object.sizeof")
    meta = heap.type_of(kind.address).address
    return Method(called, kind.address, meta) if heap.is_a(called, "function") else value
