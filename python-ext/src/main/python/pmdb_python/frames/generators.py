"""Generators, coroutines and asynchronous generators, which keep a frame of their own while they are suspended
(`Include/cpython/genobject.h`, `_PyGen_yf` in `Objects/genobject.c`)."""

import collections

from pmdb_python.frames import fields, variables
from pmdb_python.objects import strings
from pmdb_python.target.memory import bounded, malformed

CREATED, SUSPENDED, RUNNING, FINISHED = "created", "suspended", "running", "finished"
# `frame` is its address, 0 when it has finished; `awaits` that of the object it delegates to, 0 for none: what
# `cr_await`, `gi_yieldfrom` or `ag_await` gives.
Generator = collections.namedtuple("Generator", "name state frame awaits")

_TYPES = ("generator", "coroutine", "async_generator")
# Opcode of 3.6 to 3.10 (`Include/opcode.h`), and the operand of `RESUME` behind a `yield from` since.
_YIELD_FROM = 72
_RESUME_AFTER_YIELD_FROM = 2
_MOST_STACK = 1 << 20


def is_at(heap, address):
    return heap.type_of(address).name in _TYPES


def is_type(heap, address):
    """Whether the type there is one of theirs."""
    return heap.type(address).name in _TYPES


def read(heap, address):
    if not is_at(heap, address):
        raise malformed(address, "no generator or coroutine lies there")
    name = _name(heap, address)
    return _embedded(heap, address, name) if heap.has("gen.gi_iframe") else _separate(heap, address, name)


def _name(heap, address):
    """Up to 2.7 only the code has one."""
    if not heap.has("gen.gi_qualname"):
        return strings.text(heap, heap.pointer(heap.pointer(address, "gen.gi_code"), "code.co_name"), "?")
    name = strings.text(heap, heap.pointer(address, "gen.gi_qualname"))
    return strings.text(heap, heap.pointer(address, "gen.gi_name"), "?") if name is None else name


def _embedded(heap, address, name):
    """Since 3.11 the frame is a part of the generator (`enum _framestate` in `pycore_frame.h`)."""
    word = _frame_state(heap, address)
    tells = heap.at_least(3, 13)  # whether it delegates
    state = FINISHED if word > 0 else RUNNING if word == 0 else CREATED if word == (-3 if tells else -2) else SUSPENDED
    if state == FINISHED:
        return Generator(name, state, 0, 0)
    frame = address + heap.layout.offset("gen.gi_iframe")
    delegates = word == -1 and (tells or _resumes(heap, frame))
    return Generator(name, state, frame, _top(heap, frame) if delegates else 0)


def _frame_state(heap, address):
    """In the numbers of 3.13: one above 0 is finished, 0 runs. 3.15 has what was -3 to 1 as 0 to 5, with one more that
    delegates while another thread looks at it."""
    word = heap.u8(address, "gen.gi_frame_state")
    if heap.at_least(3, 15):
        return word - 3 if word <= 2 else word - 4
    return word - 256 if word > 127 else word


def _resumes(heap, frame):
    return heap.memory.u8(heap.pointer(frame, "iframe.prev_instr") + 3) & 3 >= _RESUME_AFTER_YIELD_FROM


def _top(heap, frame):
    """The value on top of a suspended frame's stack."""
    if heap.has("iframe.stackpointer"):
        # 3.15 has the place in a list or tuple, or nothing, on top of what is iterated (`SEND` in `Python/bytecodes.c`).
        depth = 2 if heap.at_least(3, 15) else 1
        return heap.reference(heap.pointer(frame, "iframe.stackpointer") - 8 * depth)
    depth = bounded(heap.i32(frame, "iframe.stacktop"), _MOST_STACK, frame, "depth of stack")
    return heap.memory.pointer(frame + heap.layout.offset("iframe.localsplus") + 8 * (depth - 1)) if depth else 0


def _separate(heap, address, name):
    """Up to 3.10 the frame is an object of its own."""
    frame = heap.pointer(address, "gen.gi_frame")
    if not frame:
        return Generator(name, FINISHED, 0, 0)
    counted = heap.has("frame.f_stackdepth")  # 3.10
    running = heap.u8(frame, "frame.f_state") == 0 if counted else heap.u8(address, "gen.gi_running") != 0
    offset = fields.offset(heap, frame)
    state = RUNNING if running else CREATED if offset < 0 else SUSPENDED
    delegates = state == SUSPENDED and heap.at_least(3, 3) and _opcode(heap, frame, offset + 2) == _YIELD_FROM
    return Generator(name, state, frame, _top_of_object(heap, frame) if delegates else 0)


def _opcode(heap, frame, offset):
    bytecode = heap.pointer(variables.code_of(heap, frame), "code.co_code")
    return heap.memory.u8(bytecode + heap.layout.offset("bytes.ob_sval") + offset)


def _top_of_object(heap, frame):
    if heap.has("frame.f_stacktop"):
        end = heap.pointer(frame, "frame.f_stacktop")
        return heap.memory.pointer(end - 8) if end else 0
    depth = bounded(max(heap.i32(frame, "frame.f_stackdepth"), 0), _MOST_STACK, frame, "depth of stack")
    return heap.memory.pointer(heap.pointer(frame, "frame.f_valuestack") + 8 * (depth - 1)) if depth else 0
