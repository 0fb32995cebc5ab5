"""What threads wait for each other with, and threads (`Lib/threading.py` of Python 3). Semaphores, events and barriers
have a `__repr__` since 3.11."""

from pmdb_python.objects import attributes, classes, instances, ints, locks, sequences, strings
from pmdb_python.objects.heap import LIST
from pmdb_python.target.memory import malformed

_BROKEN = -2
# What knows the kernel's thread, in 3.13 and since 3.14.
_HANDLES = ("_handle", "_os_thread_handle")
# `thread_is_exiting`, behind four links, two words, two `int`s and the byte of a mutex.
_EXITING = 57


def attribute(heap, address, name):
    value = attributes.find(heap, address, name)
    if value is None:
        raise malformed(address, "it has no " + name)
    return value


def length(heap, address):
    """Of a deque or list; 0 of None."""
    if heap.type_of(address).has(LIST):
        return sequences.list_size(heap, address)
    return sequences.deque_size(heap, address) if heap.is_a(address, "collections.deque") else 0


def _number(heap, address, name):
    """A number, or 0 or 1 of a truth value."""
    return ints.small(heap, attribute(heap, address, name)) or 0


def _head(to, address, kind):
    to.text("<%s at %#x: " % (classes.full_name(to.heap, kind), address))


def _condition(to, address, kind):
    with to.nested(address, "...") as fresh:
        if fresh:
            to.text("<Condition(")
            to.value(attribute(to.heap, address, "_lock"))
            to.text(", %d)>" % length(to.heap, attribute(to.heap, address, "_waiters")))


def _semaphore(to, address, kind):
    _head(to, address, kind)
    to.text("value=")
    to.value(attribute(to.heap, address, "_value"))
    to.text(">")


def _bounded(to, address, kind):
    _head(to, address, kind)
    to.text("value=")
    to.value(attribute(to.heap, address, "_value"))
    to.text("/")
    to.value(attribute(to.heap, address, "_initial_value"))
    to.text(">")


def _event(to, address, kind):
    _head(to, address, kind)
    to.text("set>" if _number(to.heap, address, "_flag") else "unset>")


def _barrier(to, address, kind):
    """Who waits is counted also while those that are let go leave, and is not shown then."""
    _head(to, address, kind)
    state = _number(to.heap, address, "_state")
    if state == _BROKEN:
        to.text("broken>")
        return
    to.text("waiters=%d/" % (0 if state else _number(to.heap, address, "_count")))
    to.value(attribute(to.heap, address, "_parties"))
    to.text(">")


def _thread(to, address, kind):
    heap = to.heap
    name = strings.text(heap, attribute(heap, address, "_name"))
    if name is None:
        instances.instance(to, address, kind)
        return
    started = _number(heap, attribute(heap, address, "_started"), "_flag")
    state = "stopped" if _is_stopped(heap, address) else "started" if started else "initial"
    daemon = " daemon" if _number(heap, address, "_daemonic") else ""
    ident = attribute(heap, address, "_ident")
    # None before it starts.
    number = ints.read(heap, ident) if ints.are_of(heap, heap.type_of(ident)) else None
    to.text("<%s(%s, %s%s%s)>" % (kind.short_name, name, state, daemon, "" if number is None else " %d" % number))


def _is_stopped(heap, address):
    found = [attributes.find(heap, address, name) for name in _HANDLES]
    handles = [handle for handle in found if handle is not None]
    return _is_exiting(heap, handles[0]) if handles else _is_free(heap, address)


def _is_exiting(heap, handle):
    """Since 3.13 (`PyThreadHandleObject` and `ThreadHandle` in `Modules/_threadmodule.c`)."""
    if heap.type_of(handle).name != "_thread._ThreadHandle":
        raise malformed(handle, "no handle of a thread lies there")
    return heap.memory.u8(heap.behind_head(handle, 0) + _EXITING) == 1


def _is_free(heap, address):
    """Up to 3.12 Python notes the end of a thread only when somebody asks: the lock that it held is free then."""
    stopped = attributes.find(heap, address, "_is_stopped")
    if stopped is not None and ints.small(heap, stopped):
        return True
    lock = attributes.find(heap, address, "_tstate_lock")
    return lock is not None and locks.is_free(heap, lock)


# By the class in which the `__repr__` is written: what its objects have, and their form.
FORMS = {
    "Condition": ("_waiters", _condition),
    "Semaphore": ("_value", _semaphore),
    "BoundedSemaphore": ("_initial_value", _bounded),
    "Event": ("_flag", _event),
    "Barrier": ("_parties", _barrier),
    "Thread": ("_started", _thread),
}
