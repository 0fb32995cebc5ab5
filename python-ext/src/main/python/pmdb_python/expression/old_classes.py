"""Classes of Python 2 that do not derive from `object`, and their instances (`Objects/classobject.c`)."""

from pmdb_python.expression import binding
from pmdb_python.expression.missing import Missing
from pmdb_python.objects import attributes, dicts, sequences, strings

_MOST_CLASSES = 512
_MOST_NAMES = 1_000
_FIELDS_OF_CLASS = {"__dict__": "class2.cl_dict", "__bases__": "class2.cl_bases", "__name__": "class2.cl_name"}
_FIELDS_OF_INSTANCE = {"__dict__": "instance2.in_dict", "__class__": "instance2.in_class"}


def has(heap, kind):
    """Whether objects of a type are those classes or their instances."""
    return heap.has("class2.cl_dict") and kind.name in ("classobj", "instance")


def find(heap, address, name):
    """The attribute's value, or None."""
    is_class = _is_class(heap, address)
    field = (_FIELDS_OF_CLASS if is_class else _FIELDS_OF_INSTANCE).get(name)
    if field:
        return heap.pointer(address, field)
    if is_class:
        value = _in_class(heap, address, name)
        return None if value is None else binding.of_class(heap, address, value)
    own = attributes.find(heap, address, name)
    return _of_instance(heap, address, name) if own is None else own


def _of_instance(heap, address, name):
    owner = _class_of(heap, address)
    value = _in_class(heap, owner, name)
    if value is None:
        return None
    kind = heap.type_of(value).short_name
    if kind == "property" or binding.is_code(heap, value):
        raise Missing("`%s` is a %s of its class: code computes it, and nothing is run" % (name, kind), "")
    return binding.of_instance(heap, address, owner, value)


def _is_class(heap, address):
    return heap.type_of(address).name == "classobj"


def _class_of(heap, address):
    return heap.pointer(address, "instance2.in_class")


def _in_class(heap, address, name):
    """What a class or the first of its bases has, or None."""
    found = (dicts.find(heap, heap.pointer(base, "class2.cl_dict"), name) for base in _lineage(heap, address, []))
    return next((value for value in found if value), None)


def _lineage(heap, address, found):
    """A class and its bases in the order in which names are looked up: depth first."""
    if len(found) < _MOST_CLASSES and address not in found and _is_class(heap, address):
        found.append(address)
        for base in sequences.first_of_tuple(heap, heap.pointer(address, "class2.cl_bases"), _MOST_CLASSES):
            _lineage(heap, base, found)
    return found


def makes_up(heap, address):
    """Whether the class of an instance has code that makes attributes up."""
    return not _is_class(heap, address) and _in_class(heap, _class_of(heap, address), "__getattr__") is not None


def names(heap, address):
    """Those that the class and its bases define."""
    found = []
    for base in _lineage(heap, address if _is_class(heap, address) else _class_of(heap, address), []):
        for key, _ in dicts.entries(heap, heap.pointer(base, "class2.cl_dict"), _MOST_NAMES):
            name = strings.text(heap, key)
            found += [] if name is None else [name]
    return found
