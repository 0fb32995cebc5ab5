"""What tasks wait for each other with (`Lib/asyncio/locks.py`, `Lib/asyncio/queues.py`)."""

from pmdb_python.objects import attributes, classes, instances, ints, sequences
from pmdb_python.objects.heap import LIST
from pmdb_python.objects.threading_objects import attribute, length


def _number(heap, address, name):
    value = attributes.find(heap, address, name)
    return value is not None and ints.small(heap, value) or 0


def _comma(heap):
    """Up to 3.6 there is no blank between the parts."""
    return ", " if heap.at_least(3, 7) else ","


def _show(to, address, kind, state):
    heap = to.heap
    waiters = length(heap, attribute(heap, address, "_waiters"))
    more = "%swaiters:%d" % (_comma(heap), waiters) if waiters else ""
    to.text("<%s object at %#x [%s%s]>" % (classes.full_name(heap, kind), address, state, more))


def _lock(to, address, kind):
    _show(to, address, kind, _locked(to.heap, address))


def _locked(heap, lock):
    return "locked" if _number(heap, lock, "_locked") else "unlocked"


def _event(to, address, kind):
    _show(to, address, kind, "set" if _number(to.heap, address, "_value") else "unset")


def _condition(to, address, kind):
    _show(to, address, kind, _locked(to.heap, attribute(to.heap, address, "_lock")))


def _semaphore(to, address, kind):
    """Of one that is free and waited for, versions differ in what they call locked."""
    heap, value = to.heap, _number(to.heap, address, "_value")
    if value and length(heap, attribute(heap, address, "_waiters")):
        instances.instance(to, address, kind)
    else:
        _show(to, address, kind, "unlocked%svalue:%d" % (_comma(heap), value) if value else "locked")


def _queue(to, address, kind):
    heap = to.heap
    with to.nested(address, "...") as fresh:
        if not fresh:
            return
        to.text("<%s at %#x maxsize=" % (kind.short_name, address))
        to.value(attribute(heap, address, "_maxsize"))
        _items(to, attribute(heap, address, "_queue"))
        _waiting(to, address, "_getters")
        _waiting(to, address, "_putters")
        if _number(heap, address, "_unfinished_tasks"):
            to.text(" tasks=")
            to.value(attribute(heap, address, "_unfinished_tasks"))
        to.text(" shutdown>" if _number(heap, address, "_is_shutdown") else ">")  # since 3.13


def _items(to, queue):
    heap, size = to.heap, length(to.heap, queue)
    if size:
        read = sequences.first_of_list if heap.type_of(queue).has(LIST) else sequences.deque_items
        items = read(heap, queue, to.limits.items)
        to.text(" _queue=[")
        to.items(sequences.count(items, to.limits.items, size), lambda i: to.value(items[i]))
        to.text("]")


def _waiting(to, address, name):
    size = length(to.heap, attribute(to.heap, address, name))
    to.text(" %s[%d]" % (name, size) if size else "")


# By the class in which the `__repr__` is written: what its objects have, and their form.
LOCKS = {
    "Lock": ("_locked", _lock),
    "Event": ("_value", _event),
    "Condition": ("_lock", _condition),
    "Semaphore": ("_value", _semaphore),
}
QUEUES = {"Queue": ("_maxsize", _queue)}
