"""Which rendering a type has."""

from pmdb_python.objects import containers, library, named, scalars
from pmdb_python.objects.heap import BYTES, DICT, EXCEPTION, INT, LIST, STR, TUPLE, TYPE

# By the tp_name of the first C type in the chain of bases.
_BY_NAME = {
    "NoneType": lambda to, address, kind: to.text("None"),
    "ellipsis": lambda to, address, kind: to.text("Ellipsis"),
    "NotImplementedType": lambda to, address, kind: to.text("NotImplemented"),
    "bool": scalars.boolean,
    "float": scalars.real,
    "complex": scalars.complex_number,
    "bytearray": scalars.byte_array,
    "range": scalars.span,
    "slice": scalars.slice_of,
    "set": containers.set_of,
    "frozenset": containers.set_of,
    "collections.deque": containers.deque,
    "collections.OrderedDict": containers.ordered_dict,
    "collections.defaultdict": containers.default_dict,
    "mappingproxy": containers.mapping_proxy,
    "decimal.Decimal": library.decimal,
    "method-wrapper": library.method_wrapper,
    "function": named.function,
    "method": named.method,
    "builtin_function_or_method": named.builtin,
    "module": named.module,
    "cell": named.cell,
    "code": named.code,
    "generator": named.generator,
    "coroutine": named.generator,
    "async_generator": named.generator,
    "weakref": named.weak_reference,
    "weakref.ReferenceType": named.weak_reference,
}
_BY_FLAG = (
    (INT, scalars.integer),
    (STR, scalars.string),
    (BYTES, scalars.byte_string),
    (LIST, containers.list_of),
    (TUPLE, containers.tuple_of),
    (DICT, containers.dict_of),
    (TYPE, named.type_object),
    (EXCEPTION, named.exception),
)


def of(heap, kind):
    """A function of a Describer, an address and its type."""
    base = heap.builtin_base(kind)
    if base is not None and base.name in _BY_NAME:
        return _BY_NAME[base.name]
    if kind.has(DICT) and library.is_counter(heap, kind):
        return library.counter
    return next((form for flag, form in _BY_FLAG if kind.has(flag)), named.instance)
