"""Attributes that C code of Python computes from fields, each as that code does."""

from pmdb_python.objects import attributes, classes
from pmdb_python.objects.denoted import NONE, Namespace, Plain, Proxy, string
from pmdb_python.objects.heap import HEAP_TYPE, TYPE

_MOST_NAME = 512
# Those that are None where the field is empty.
_NONE = ("__defaults__", "__kwdefaults__", "__cause__", "__context__", "__traceback__")
# Those of a class written in C are no objects.
_NAMES = {"__name__": "heaptype.ht_name", "__qualname__": "heaptype.ht_qualname"}


def of_class(heap, kind, name):
    """What `type` computes (`Objects/typeobject.c`), or None; `tp_bases` is the field before `tp_mro`
    (`Include/cpython/object.h`)."""
    if name in ("__mro__", "__bases__"):
        mro = kind.address + heap.layout.offset("type.tp_mro")
        return heap.memory.pointer(mro - (0 if name == "__mro__" else 8)) or None
    if name == "__dict__":
        return Proxy(classes.namespace(heap, kind))
    if name == "__module__" and not kind.has(HEAP_TYPE):
        return _module(heap, kind)
    field = _NAMES.get(name)
    if field is None or not heap.has(field):
        return None
    return heap.pointer(kind.address, field) or None if kind.has(HEAP_TYPE) else string(kind.short_name)


def _module(heap, kind):
    """Of a class written in C: what is before the last dot."""
    return string(kind.name.rpartition(".")[0] or ("__builtin__" if heap.has_python2() else "builtins"))


def of_instance(heap, address, name):
    """The attribute, or None."""
    if name == "__dict__":
        return _namespace(heap, address)
    if heap.is_a(address, "builtin_function_or_method"):
        return _of_builtin(heap, address, name)
    if name == "maxlen" and heap.is_a(address, "collections.deque"):
        most = heap.i64(address, "deque.maxlen")
        return NONE if most < 0 else Plain("int", str(most))
    known = heap.is_a(address, "function") or heap.is_exception(address)
    return NONE if known and name in _NONE else None


def _namespace(heap, address):
    found = attributes.namespace(heap, address)
    return Namespace(address) if found == 0 else found


def _of_builtin(heap, address, name):
    """Its name, and that with the class's before it (`meth_get__qualname__`)."""
    owner, own = heap.pointer(address, "cfunc.m_self"), _builtin_name(heap, address)
    if name == "__name__":
        return string(own)
    if name == "__self__":
        return owner or NONE
    if name == "__qualname__":
        return string(own if not owner or heap.is_a(owner, "module") else _qualified(heap, owner, own))
    return None


def _builtin_name(heap, address):
    name = heap.pointer(heap.pointer(address, "cfunc.m_ml"), "methoddef.ml_name")
    return heap.memory.c_string(name, _MOST_NAME).decode("utf-8", "replace")


def _qualified(heap, owner, name):
    kind = heap.type_of(owner)
    return "%s.%s" % (classes.qualified_name(heap, heap.type(owner) if kind.has(TYPE) else kind), name)
