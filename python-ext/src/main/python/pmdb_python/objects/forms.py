"""Which rendering a type has: a function of a Describer, an address and its type."""

from pmdb_python.objects import (
    annotations, arrays, containers, dates, decimals, descriptors, instances, iterators, library, locks, named,
    open_files, operators, ordered, own_reprs, patterns, python2, scalars, typing_objects)
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
    "collections.OrderedDict": ordered.render,
    "collections.defaultdict": containers.default_dict,
    "frozendict": containers.frozen_dict,
    "mappingproxy": containers.mapping_proxy,
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
    "datetime.date": dates.date,
    "datetime.datetime": dates.datetime,
    "datetime.time": dates.time,
    "datetime.timedelta": dates.timedelta,
    "datetime.timezone": dates.timezone,
    "decimal.Decimal": decimals.render,
    "array.array": arrays.array,
    "re.Pattern": patterns.render,
    "types.SimpleNamespace": library.namespace,
    "types.GenericAlias": annotations.alias,
    "types.UnionType": annotations.union,
    "typing.Union": annotations.union,  # 3.14
    "typing.TypeVar": typing_objects.in_c,
    "typing.ParamSpec": typing_objects.in_c,
    "typing.TypeVarTuple": typing_objects.in_c,
    "re.Match": patterns.match,
    "_thread.lock": locks.lock,
    "_thread.RLock": locks.recursive,
    "dict_keys": descriptors.view,
    "dict_values": descriptors.view,
    "dict_items": descriptors.view,
    "staticmethod": descriptors.wrapped,
    "classmethod": descriptors.wrapped,
    "method-wrapper": descriptors.method_wrapper,
    "wrapper_descriptor": descriptors.of_class("slot wrapper"),
    "method_descriptor": descriptors.of_class("method"),
    "getset_descriptor": descriptors.of_class("attribute"),
    "member_descriptor": descriptors.of_class("member"),
}
# Those of which 2.7 has other structs, or which it shows otherwise.
_SINCE_3 = {
    "decimal.Context": decimals.context,
    "memoryview": arrays.view,
    "_sre.SRE_Pattern": patterns.render,  # 3.6
    "_io.TextIOWrapper": open_files.text,
    "_io.BufferedReader": open_files.buffered,
    "_io.BufferedWriter": open_files.buffered,
    "_io.BufferedRandom": open_files.buffered,
    "_io.FileIO": open_files.file,
    "itertools.count": iterators.count,
    "itertools.repeat": iterators.repeat,
    "functools.partial": operators.partial,
    "operator.itemgetter": operators.item_getter,
    "operator.attrgetter": operators.attribute_getter,
    "operator.methodcaller": operators.method_caller,
    "_sre.SRE_Match": patterns.match,  # 3.6
}
_BY_FLAG = (
    (INT, scalars.integer),
    (STR, scalars.string),
    (BYTES, scalars.byte_string),
    (LIST, containers.list_of),
    (TUPLE, containers.tuple_of),
    (DICT, containers.dict_of),
    (TYPE, named.type_object),
    (EXCEPTION, instances.exception),
)


def of(heap, kind):
    form = library.of(heap, kind)
    if form is not None:
        return form
    return own_reprs.over(heap, kind, _of_base(heap, kind))


def _of_base(heap, kind):
    base = heap.builtin_base(kind)
    name = base.name if base is not None else ""
    if heap.has_python2() and name in python2.BY_NAME:
        return python2.BY_NAME[name]
    if name in _BY_NAME:
        return _BY_NAME[name]
    if name in _SINCE_3 and heap.at_least(3, 0):
        return _SINCE_3[name]
    return next((form for flag, form in _BY_FLAG if kind.has(flag)), instances.instance)
