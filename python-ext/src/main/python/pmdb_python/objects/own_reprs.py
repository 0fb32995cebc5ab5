"""Classes derived from one that is written in C, with a `__repr__` of their own, which is not run: their objects are
shown like other instances, with what the C type makes of them."""

from pmdb_python.objects import classes, instances, strings
from pmdb_python.objects.heap import HEAP_TYPE, TUPLE


def over(heap, kind, form):
    """`form` is what it has without."""
    if form is instances.instance or not kind.has(HEAP_TYPE):
        return form
    found = classes.find(heap, kind, "__repr__")
    if found is None or not _is_python(found.owner) or _is_known(heap, kind, found.value):
        return form
    return lambda to, address, shown: instances.derived(to, address, shown, form)


def _is_python(owner):
    return owner.has(HEAP_TYPE) and "." not in owner.name


def _is_known(heap, kind, value):
    name = heap.type_of(value).name
    if name == "wrapper_descriptor":
        return _is_of_base(heap, kind, value)
    return name == "function" and (_is_of_named_tuple(heap, kind, value) or _is_of_ordered_dict(heap, value))


def _is_of_base(heap, kind, descriptor):
    """Whether it is what the type that is written in C has itself. The head is followed by the type and the name
    (`PyDescrObject`)."""
    if not strings.equals(heap, heap.behind_head(descriptor, 1), "__repr__"):
        return False
    base = heap.builtin_base(kind)
    found = classes.find(heap, base, "__repr__") if base else None
    return found is not None and found.owner.address == heap.behind_head(descriptor, 0)


def _is_of_named_tuple(heap, kind, value):
    """Of which the code has no file of its own before 3.7."""
    file = "collections/__init__.py" if heap.at_least(3, 7) else "<string>"
    fields = classes.find(heap, kind, "_fields") if kind.has(TUPLE) else None
    return fields is not None and _file(heap, value).endswith(file)


def _is_of_ordered_dict(heap, value):
    """Of 2.7, where it is written in Python."""
    return heap.has("dict.ma_table") and _file(heap, value).endswith("/collections.py")


def _file(heap, function):
    code = heap.pointer(function, "func.func_code")
    return strings.text(heap, heap.pointer(code, "code.co_filename"), "")
