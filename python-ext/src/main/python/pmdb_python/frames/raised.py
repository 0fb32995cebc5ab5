"""The exceptions that a thread raises or handles."""

_MOST_NESTING = 1000


def of(heap, thread):
    """Yields ("raising", address) of the one in flight, then ("handling", address) of the one that is handled."""
    raised = _in_flight(heap, thread)
    if raised and heap.is_exception(raised):
        yield "raising", raised
    handled = _handled(heap, thread)
    if handled and handled != raised and heap.is_exception(handled):
        yield "handling", handled


def _in_flight(heap, thread):
    since = "tstate.current_exception"
    return heap.pointer(thread, since if heap.has(since) else "tstate.curexc_value")


def _handled(heap, thread):
    """The innermost `_PyErr_StackItem` that holds an exception; up to 3.6 the thread has one itself."""
    if not heap.has("tstate.exc_info"):
        return heap.pointer(thread, "tstate.exc_value")
    item = heap.pointer(thread, "tstate.exc_info")
    for _ in range(_MOST_NESTING):
        if not item:
            break
        value = heap.pointer(item, "errstack.exc_value")
        if value and heap.is_exception(value):
            return value
        item = heap.pointer(item, "errstack.previous_item")
    return 0
