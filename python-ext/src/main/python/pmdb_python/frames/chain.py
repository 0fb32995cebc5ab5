"""Follows the frames of a thread, innermost first, in the three shapes that they have had."""

import collections

from pmdb_python.frames import fields, variables
from pmdb_python.target.memory import MemoryFault, malformed

# `instruction` is an address since 3.11, else 0 and `offset` counts; `entry` says that an eval call starts with
# the frame; `anchor` is an address on the C stack inside that eval call, or None.
RawFrame = collections.namedtuple("RawFrame", "address code offset instruction entry anchor")

_OWNER_GENERATOR, _OWNER_SHIM = 1, 3
_MOST_EVAL_CALLS = 100_000
# Of a stack that has no end, and those that are remembered at a time, to notice that a chain is a circle.
_MOST_FRAMES, _MOST_SEEN = 2_000_000, 100_000
_THREAD_STATE = 1024


def walk(heap, thread, gap, problems):
    """RawFrames of a thread state; what cuts the list short is appended to `problems`, what is left out goes to `gap`."""
    try:
        frames = from_frame(heap, _current(heap, thread), gap, problems)
        if frames and _is_adrift(heap, frames[-1].address, thread):
            problems.append(
                "the generator of the frame at %#x was being entered or left, its callers are not known"
                % frames[-1].address)
    except MemoryFault as fault:
        problems.append("the frames of this thread: %s" % fault)
        return []
    counts = heap.has("tstate.cframe") and (heap.has("tstate.frame") or heap.has("iframe.is_entry"))
    return _anchored(heap, thread, frames, gap, problems) if counts else frames


def from_frame(heap, frame, gap, problems):
    """The frame at an address and its callers."""
    if heap.has("tstate.frame"):
        return _objects(heap, frame, gap, problems)
    return (_entries if heap.has("iframe.is_entry") else _shims)(heap, frame, gap, problems)


def _current(heap, thread):
    """The innermost frame of a thread."""
    for field in ("tstate.frame", "tstate.current_frame"):
        if heap.has(field):
            return heap.pointer(thread, field)
    return heap.pointer(heap.pointer(thread, "tstate.cframe"), "cframe.current_frame")


def _is_adrift(heap, frame, thread):
    """Whether a frame that nothing follows is a generator's: those have a caller while they run. CPython links it with
    two writes, one for the thread and one for the frame. In 3.11, which has no shims, C code that runs a generator in
    its only eval call is a caller, too."""
    return (
        heap.has("iframe.owner") and not heap.pointer(frame, "iframe.previous")
        and heap.u8(frame, "iframe.owner") == _OWNER_GENERATOR
        and (not heap.has("iframe.is_entry") or len(_eval_calls(heap, thread, [])) > 1))


def _follow(at, gap, problems, link):
    """Calls `link(address, frames)`, which gives the next address."""
    frames, seen, followed, cut = [], set(), 0, ""
    while at and not cut:
        if len(seen) >= _MOST_SEEN:
            seen.clear()
        cut = _cut(at, followed, frames, seen, gap)
        seen.add(at)
        followed += 1
        try:
            at = at if cut else link(at, frames)
        except MemoryFault as fault:
            cut = "the chain of frames breaks off: %s" % fault
        gap.shorten(frames)
    gap.finish(frames, not cut)
    problems += [cut] if cut else []
    return frames


def _cut(at, followed, frames, seen, gap):
    """Why a chain is followed no further than to a frame."""
    if gap.ends(frames):
        return "only the innermost %d frames are shown" % gap.at
    if at in seen:
        return "the frame at %#x is its own caller: the chain is damaged" % at
    return "" if followed < _MOST_FRAMES else "further frames than %d are not counted" % _MOST_FRAMES


def _objects(heap, first, gap, problems):
    """Up to 3.10: frame objects, each an eval call of its own."""

    def link(address, into):
        if heap.i64(address, "object.ob_refcnt") <= 0:
            raise malformed(address, "the frame there was just freed")
        code = variables.code_of(heap, address)
        into.append(RawFrame(address, code, fields.offset(heap, address), 0, True, None))
        return heap.pointer(address, "frame.f_back")

    return _follow(first, gap, problems, link)


def _entries(heap, first, gap, problems):
    """3.11: frames that know whether an eval call starts with them."""

    def link(address, into):
        code, instruction = variables.code_of(heap, address), heap.pointer(address, fields.instruction(heap))
        into.append(RawFrame(address, code, 0, instruction, heap.u8(address, "iframe.is_entry") != 0, None))
        return heap.pointer(address, "iframe.previous")

    return _follow(first, gap, problems, link)


def _anchored(heap, thread, frames, gap, problems):
    """3.10 and 3.11: each eval call has a _PyCFrame on the C stack."""
    calls, anchored, call = _eval_calls(heap, thread, problems), [], 0
    for i, frame in enumerate(frames):
        call += gap.entries if gap.is_open and i == gap.at else 0
        if frame.entry:
            frame = frame._replace(anchor=calls[call] if call < len(calls) else None)
            call += 1
        anchored.append(frame)
    return anchored


def _eval_calls(heap, thread, problems):
    """Addresses of the _PyCFrames, innermost first, without the outermost, which lies in the thread state."""
    calls, seen = [], set()
    try:
        at = heap.pointer(thread, "tstate.cframe")
        while at and not thread <= at < thread + _THREAD_STATE and len(calls) < _MOST_EVAL_CALLS and at not in seen:
            seen.add(at)
            calls.append(at)
            at = heap.pointer(at, "cframe.previous")
    except MemoryFault as fault:
        problems.append("the chain of eval calls breaks off: %s" % fault)
    return calls


def _shims(heap, first, gap, problems):
    """Since 3.12: an eval call ends with a stand-in frame on the C stack."""
    code_offset, instruction_field = heap.layout.offset(fields.code(heap)), fields.instruction(heap)

    def link(address, into):
        if heap.u8(address, "iframe.owner") < _OWNER_SHIM:
            code = heap.reference(address + code_offset)
            into.append(RawFrame(address, code, 0, heap.pointer(address, instruction_field), False, None))
        elif into and not into[-1].entry:
            into[-1] = into[-1]._replace(entry=True, anchor=address)
        return heap.pointer(address, "iframe.previous")

    return _follow(first, gap, problems, link)
