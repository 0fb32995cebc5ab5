"""`typing.List[int]` and others of `Lib/typing.py`, as they are since 3.7, and variables of types, which are written in
C since 3.12 (`Objects/typevarobject.c`)."""

from pmdb_python.objects import annotations, attributes, classes, ints, member_def, sequences, strings
from pmdb_python.objects.heap import STR, TYPE
from pmdb_python.objects.threading_objects import attribute

_MOST = 1_000
# What stands for parameters that are not listed, beside `...`.
_PARAMETERS = ("ParamSpec", "_ConcatenateGenericAlias")


def of(heap, owner):
    """What objects have and their form, or None."""
    if owner == "_GenericAlias" and not heap.at_least(3, 9):
        return "_special", _older
    return _FORMS.get(owner) if heap.at_least(3, 7) else None


def _arguments(to, address):
    return sequences.tuple_items(to.heap, attribute(to.heap, address, "__args__"), _MOST)


def _special(to, address, kind):
    to.text("typing." + strings.text(to.heap, attribute(to.heap, address, "_name"), "?"))


def _alias(to, address, kind):
    heap, arguments = to.heap, _arguments(to, address)
    with to.nested(address, "...") as fresh:
        if fresh:
            if heap.type_of(attribute(heap, address, "_name")).has(STR):
                _special(to, address, kind)
            else:
                annotations.item(to, attribute(heap, address, "__origin__"))
            _listed(to, "[" if arguments else "[()", arguments, "]")


def _older(to, address, kind):
    """Of 3.7 and 3.8, where one class has all."""
    if _is(to.heap, address, "_special"):
        _special(to, address, kind)
    elif strings.text(to.heap, attribute(to.heap, address, "_name")) == "Callable":
        _callable(to, address, kind)
    else:
        _alias(to, address, kind)


def _listed(to, before, items, after):
    to.text(before)
    to.items(len(items), lambda i: annotations.item(to, items[i]))
    to.text(after)


def _union(to, address, kind):
    """A union of two of which one is None is called optional."""
    arguments = _arguments(to, address)
    others = [argument for argument in arguments if not _is_none_type(to.heap, argument)]
    if (len(arguments), len(others)) != (2, 1):
        _alias(to, address, kind)
        return
    with to.nested(address, "...") as fresh:
        if fresh:
            _listed(to, "typing.Optional[", others, "]")


def _is_none_type(heap, address):
    return heap.type_of(address).has(TYPE) and heap.type(address).name == "NoneType"


def _callable(to, address, kind):
    """The last argument is what is returned."""
    arguments = _arguments(to, address)
    if not arguments or len(arguments) == 2 and _is_list(to.heap, arguments[0]):
        _alias(to, address, kind)
        return
    with to.nested(address, "...") as fresh:
        if fresh:
            _listed(to, "typing.Callable[[", arguments[:-1], "], ")
            annotations.item(to, arguments[-1])
            to.text("]")


def _is_list(heap, address):
    """Whether it stands for any number of parameters."""
    kind = heap.type_of(address)
    return kind.name == "ellipsis" or kind.short_name in _PARAMETERS


def _variable(to, address, kind):
    heap = to.heap
    sign = _sign(_is(heap, address, "__covariant__"), _is(heap, address, "__contravariant__"))
    to.text(sign + strings.text(heap, attribute(heap, address, "__name__"), "?"))


def _sign(covariant, contravariant):
    return "+" if covariant else "-" if contravariant else "~"


def in_c(to, address, kind):
    """Since 3.12: of those that a function or class lists the variance is not told, nor is that of a `TypeVarTuple`."""
    heap = to.heap
    at = _offset(heap, kind, "__name__")
    name = "?" if at is None else strings.text(heap, heap.memory.pointer(address + at), "?")
    infers = _is_set(heap, address, kind, "__infer_variance__")
    silent = _offset(heap, kind, "__covariant__") is None or infers
    covariant, contravariant = (_is_set(heap, address, kind, "__%svariant__" % which) for which in ("co", "contra"))
    to.text(("" if silent else _sign(covariant, contravariant)) + name)


def _is_set(heap, address, kind, name):
    at = _offset(heap, kind, name)
    return at is not None and heap.memory.u8(address + at) != 0


def _offset(heap, kind, name):
    found = classes.find(heap, kind, name)
    if found is None or heap.type_of(found.value).name != "member_descriptor":
        return None
    return member_def.of(heap, found.value).offset


def _is(heap, address, name):
    value = attributes.find(heap, address, name)
    return value is not None and bool(ints.small(heap, value))


# By the class in which the `__repr__` is written.
_FORMS = {
    "_SpecialForm": ("_name", _special),
    "_SpecialGenericAlias": ("_name", _special),
    "_GenericAlias": ("__args__", _alias),
    "_UnionGenericAlias": ("__args__", _union),  # up to 3.13
    "_CallableGenericAlias": ("__args__", _callable),
    "TypeVar": ("__covariant__", _variable),  # up to 3.9
    "_TypeVarLike": ("__covariant__", _variable),  # 3.10
    "_BoundVarianceMixin": ("__covariant__", _variable),  # 3.11
}
