"""Locks of `_thread`. A release may have changed their structs in mid-series, so the size that the type gives tells
which struct it is; where none has that size, a lock is shown as any other instance."""

from pmdb_python.objects import instances

_PLAIN = ("lock", "mutexlock")
_LOCKED = 1  # of a PyMutex, whose next bit says that threads wait; other locks have a byte of 0 or 1


def lock(to, address, kind):
    _render(to, address, kind, _PLAIN)


def recursive(to, address, kind):
    _render(to, address, kind, ("rlock", "mutexrlock"))


def is_free(heap, address):
    """Whether it is a plain lock that nobody holds."""
    kind = heap.type_of(address)
    struct = _struct(heap, kind, _PLAIN) if kind.name == "_thread.lock" else None
    return struct is not None and _count(heap, address, struct) == 0


def _render(to, address, kind, structs):
    struct = _struct(to.heap, kind, structs)
    if struct is None:
        instances.instance(to, address, kind)
    else:
        to.text(_text(to.heap, address, kind, struct))


def _struct(heap, kind, structs):
    size = (heap.builtin_base(kind) or kind).basic_size
    known = (struct for struct in structs if heap.has(struct + ".sizeof"))
    return next((struct for struct in known if heap.layout.offset(struct + ".sizeof") == size), None)


def _text(heap, address, kind, struct):
    count, owner = _count(heap, address, struct), ""
    if heap.has(struct + ".owner"):
        owner = " owner=%d count=%d" % (heap.i64(address, struct + ".owner"), count)
    return "<%s %s object%s at %#x>" % ("locked" if count else "unlocked", kind.name, owner, address)


def _count(heap, address, struct):
    """How many times it is held: more than once only where it is recursive."""
    if heap.has(struct + ".count"):
        return heap.i64(address, struct + ".count")
    if not heap.u8(address, struct + ".locked") & _LOCKED:
        return 0
    return heap.i64(address, struct + ".level") + 1 if heap.has(struct + ".level") else 1
