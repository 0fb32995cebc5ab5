"""Puts Python frames among gdb's frames of the same thread.

Each call of the eval loop is one native frame and runs one or more Python frames. Anchors tell which: since
3.10 a struct of the eval call on the C stack, before that the address of the frame object, which the eval loop
keeps in its own stack frame. They hold with cut stacks and without symbols, where counting does not.
"""

import re
import struct

import gdb

from pmdb_python.target.memory import MemoryFault

_EVAL = ("_PyEval_EvalFrameDefault", "PyEval_EvalFrameEx")
# Each instruction is a function in builds of 3.14 that use tail calls.
_TAIL_CALL = "_TAIL_CALL_"
_MOST_FRAMES = 10_000
# Frames of eval loops have a few hundred bytes; more than this is a hole in the unwind.
_MOST_BYTES = 64 << 10
_FRAME_ID = re.compile(r"\bstack=(0x[0-9a-f]+)")


class Native:
    """A frame of gdb's: it has the stack from sp to cfa, which is the sp of its caller."""

    def __init__(self, frame, level):
        self.frame, self.level = frame, level
        self.inlined = frame.type() == gdb.INLINE_FRAME
        self.sp, self.cfa = _sp(frame), 0


def _sp(frame):
    try:
        return int(frame.read_register("rsp")) & 0xFFFFFFFFFFFFFFFF
    except (gdb.error, ValueError):
        return 0


def native_frames():
    """Those of the selected thread, innermost first."""
    found = []
    frame = gdb.newest_frame()
    while frame is not None and len(found) < _MOST_FRAMES:
        found.append(Native(frame, len(found)))
        try:
            frame = frame.older()
        except gdb.error:
            frame = None  # the rest of the stack is not to be had; gdb's own `bt` says why
    last = _FRAME_ID.search(str(found[-1].frame)) if found else None
    cfa = int(last.group(1), 16) if last else 0
    for native in reversed(found):
        native.cfa = cfa
        cfa = cfa if native.inlined else native.sp
    return found


class EvalRange:
    """Tells eval frames by their name, and by the address of the exported eval loop."""

    def __init__(self, image):
        found = image.exported(_EVAL[0]) or image.exported(_EVAL[1]) or (0, 0)
        self._start, self._end = found[0], found[0] + found[1]

    def has(self, native):
        if native.inlined:
            return False
        if self._start <= native.frame.pc() < self._end:
            return True
        try:
            name = native.frame.name() or ""
        except (gdb.error, UnicodeError):
            return False
        return name.startswith(_TAIL_CALL) or name.partition(".")[0] in _EVAL


def place(natives, frames, evals, heap):
    """{level of the native frame: Python frames that it runs, innermost first}."""
    runs = _runs(frames)
    boundaries = [native.level for native in natives if evals.has(native)]
    spilled = not heap.has("tstate.cframe") and heap.has("tstate.frame")
    found = _holders(natives, boundaries, runs, heap.memory) if spilled else [_around(natives, run) for run in runs]
    levels = _match(found, boundaries)
    return {level: run for level, run in zip(levels, runs) if level is not None}


def _runs(frames):
    """Cuts a stack after each frame that is the outermost of its eval call."""
    runs = [[]]
    for frame in frames:
        runs[-1].append(frame)
        if frame.outermost:
            runs.append([])
    return [run for run in runs if run]


def _around(natives, run):
    """The native frame that the anchor lies in, whatever its name: stripped programs have none."""
    anchor = run[-1].anchor
    return [n.level for n in natives if anchor and not n.inlined and n.sp <= anchor < n.cfa][:1]


def _holders(natives, boundaries, runs, memory):
    """For each run the eval frames that hold its frame object's address, in one pass over their words."""
    holders = {run[-1].address: [] for run in runs}
    for level in boundaries:
        native = natives[level]
        start = native.sp + 7 & ~7
        size = (native.cfa - start) // 8 * 8
        if 0 < size < _MOST_BYTES:
            try:
                words = set(struct.unpack("<%dQ" % (size // 8), memory.bytes(start, size)))
            except MemoryFault:
                continue  # that part of the stack is not there
            for address in words & holders.keys():
                holders[address].append(level)
    return [holders[run[-1].address] for run in runs]


def _match(candidates, boundaries):
    """The level for each run, ascending as the runs do, None where there is none."""
    anchored = _longest_ascending(candidates)
    by_anchor = sum(level is not None for level in anchored)
    if len(candidates) == len(boundaries):
        hits = sum(boundary in found for boundary, found in zip(boundaries, candidates))
        if hits >= by_anchor:
            return boundaries
    return _gaps_filled(anchored, boundaries) if by_anchor else anchored


def _longest_ascending(candidates):
    """One candidate for as many runs as possible, so that they ascend (patience sorting; each run offers its
    candidates from the highest down, so that at most one is taken)."""
    tails = []
    for run, found in enumerate(candidates):
        for level in sorted(found, reverse=True):
            length = _count_below(tails, level)
            pick = (level, run, tails[length - 1] if length else None)
            tails[length : length + 1] = [pick]
    picked = [None] * len(candidates)
    pick = tails[-1] if tails else None
    while pick:
        picked[pick[1]] = pick[0]
        pick = pick[2]
    return picked


def _count_below(tails, level):
    low, high = 0, len(tails)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if tails[middle][0] < level else (low, middle)
    return low


def _gaps_filled(anchored, boundaries):
    """Between two runs that were found, gives the others the eval loops there if there are as many."""
    filled, start = list(anchored), 0
    while start < len(filled):
        end = start
        while end < len(filled) and filled[end] is None:
            end += 1
        above = filled[start - 1] if start else -1
        below = filled[end] if end < len(filled) else _MOST_FRAMES
        free = [level for level in boundaries if above < level < below]
        if len(free) == end - start:
            filled[start:end] = free
        start = end + 1
    return filled
