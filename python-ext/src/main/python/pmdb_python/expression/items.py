"""What is in brackets: indexes of sequences, keys of dicts."""

from pmdb_python.expression.keys import Whole
from pmdb_python.expression.missing import Missing, some
from pmdb_python.objects import classes, dicts, sequences
from pmdb_python.objects.describer import Limits, describe
from pmdb_python.objects.heap import DICT, LIST, TUPLE

_SHOWN = 10
# What dict, list, tuple and deque themselves have.
_OF_C = ("method_descriptor", "wrapper_descriptor")
_KEY = Limits(1, 2, 4, 60)


def find(heap, address, key, text):
    """The address of the item, or a Missing; `text` is the brackets as typed."""
    address = heap.behind(address, "mappingproxy", "object.sizeof")
    kind = heap.type_of(address)
    own = classes.find(heap, kind, "__getitem__")
    if own is not None and heap.type_of(own.value).name not in _OF_C:
        raise Missing("`%s.__getitem__` would run for that, and nothing is run" % own.owner.short_name, "")
    if kind.has(DICT):
        return _in_dict(heap, address, key, text)
    if kind.has(LIST) or kind.has(TUPLE):
        return _in_sequence(heap, address, kind, key)
    if heap.is_a(address, "collections.deque"):
        size = sequences.deque_size(heap, address)
        return sequences.deque_item(heap, address, _index(heap, address, key, size))
    raise Missing(
        "%s has no items that are objects of their own" % kind.short_name,
        "brackets look into dict, list, tuple and deque, and classes derived from them; `.name` looks at attributes",
    )


def _in_dict(heap, address, key, text):
    value = dicts.find_where(heap, address, lambda candidate: key.matches(heap, candidate))
    if value is not None:
        return value
    shown = [describe(heap, key, _KEY).text for key, _ in dicts.entries(heap, address, _SHOWN)]
    there = some("its keys are ", shown, dicts.size(heap, address)) if shown else "the dict is empty"
    own = classes.find(heap, heap.type_of(address), "__missing__")
    made = "; `%s.__missing__` would run, and is not" % own.owner.short_name if own else ""
    raise Missing("there is no key " + text + made, there)


def _in_sequence(heap, address, kind, key):
    if kind.has(LIST):
        first = heap.pointer(address, "list.ob_item")
    else:
        first = address + heap.layout.offset("tuple.ob_item")
    size = heap.i64(address, "varobject.ob_size")
    return heap.memory.pointer(first + 8 * _index(heap, address, key, size))


def _index(heap, address, key, size):
    name = heap.type_of(address).short_name
    if not isinstance(key, Whole):
        raise Missing("a %s has indexes, not keys" % name, _range(size))
    index = size + key.value if key.value < 0 else key.value
    if not 0 <= index < size:
        raise Missing("there is no item %d in the %s" % (key.value, name), _range(size))
    return index


def _range(size):
    return "it is empty" if size <= 0 else "its indexes are 0 to %d" % (size - 1)
