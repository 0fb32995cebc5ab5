"""The `async with` blocks that a frame is in. While such a block runs the manager's `__aexit__` lies on the frame's
value stack, in a slot that the block is known to keep: up to 3.10 by the frame's stack of blocks, since 3.11 by the
table of exceptions (`InternalDocs/exception_handling.md` of the CPython source)."""

import bisect
import collections

from pmdb_python.frames import variables
from pmdb_python.frames.code import Code, offset_in
from pmdb_python.objects import sequences, strings
from pmdb_python.objects.heap import is_tagged_int
from pmdb_python.target.memory import bounded

# `manager` is the address of the object whose exit is still to be called, `line` that of the statement.
Block = collections.namedtuple("Block", "manager line")

_EXIT = "__aexit__"
_MOST_DEPTH = 1 << 16
_MOST_BLOCKS = 20  # `CO_MAXBLOCKS` of 3.6 to 3.10
_MOST_NESTED = 100
_MOST_BYTECODE = 1 << 22
_MOST_TABLE = 1 << 18
_MOST_NAMES = 1 << 12
_MOST_NAME = 64
_MOST_KNOWN = 16
# Opcodes of 3.6 to 3.10 (`Include/opcode.h`): SETUP_WITH and SETUP_ASYNC_WITH.
_SETUPS, _EXTENDED_ARG = (143, 154), 144

_Function = collections.namedtuple("_Function", "address code depth guards")
# Offsets in bytes; `depth` of the value stack that the handler finds, `keeps_place` as that of a `with` does.
_Guard = collections.namedtuple("_Guard", "start end target depth keeps_place")


class Blocks:
    def __init__(self, heap):
        self._heap, self._known = heap, {}

    def of(self, frame):
        """Innermost first."""
        heap = self._heap
        if heap.has("code.co_exceptiontable"):
            return self._by_table(frame, self._function(frame))
        return self._by_blocks(frame, self._function(frame)) if heap.has("frame.f_blockstack") else []

    def names(self, frame, methods):
        """Whether the function that a frame runs calls a method of one of these names, of any object."""
        names = self._heap.pointer(variables.code_of(self._heap, frame), "code.co_names")
        found = sequences.tuple_items(self._heap, names, _MOST_NAMES)
        return any(strings.text(self._heap, name) in methods for name in found)

    def _function(self, frame):
        heap, address = self._heap, variables.code_of(self._heap, frame)
        if address not in self._known:
            depth = bounded(heap.i32(address, "code.co_stacksize"), _MOST_DEPTH, address, "depth of stack")
            while len(self._known) >= _MOST_KNOWN:
                del self._known[next(iter(self._known))]
            guards = _guards(heap, address) if heap.has("code.co_exceptiontable") else []
            self._known[address] = _Function(address, Code(heap, address), depth, guards)
        return self._known[address]

    def _stack(self, frame, code):
        heap = self._heap
        if heap.has("frame.f_valuestack"):
            return heap.pointer(frame, "frame.f_valuestack")
        return frame + heap.layout.offset("iframe.localsplus") + 8 * heap.i32(code, "code.co_nlocalsplus")

    def _by_table(self, frame, function):
        """Since 3.14 a method and its object take two slots (`LOAD_SPECIAL`), before one of a bound method."""
        heap, width = self._heap, 2 if self._heap.has("descr.d_name") else 1
        base, found = self._stack(frame, function.address), []
        for guard in _around(function.guards, offset_in(heap, frame, function.code)):
            if guard.keeps_place and width <= guard.depth <= function.depth:
                slot = base + 8 * (guard.depth - width)
                two = (heap.reference(slot), heap.reference(slot + 8)) if width == 2 else ()
                manager = self._unbound(*two) if two else self._bound(heap.reference(slot))
                if manager:
                    start = min(other.start for other in function.guards if other.target == guard.target)
                    found.append(Block(manager, function.code.position(start - 2).line))
        return found

    def _unbound(self, method, owner):
        return owner if method and not is_tagged_int(method) and self._is_exit(method) else 0

    def _is_exit(self, method):
        heap, kind = self._heap, self._heap.type_of(method).name
        if kind == "method_descriptor":
            return strings.equals(heap, heap.pointer(method, "descr.d_name"), _EXIT)
        return kind == "function" and strings.equals(heap, heap.pointer(method, "func.func_name"), _EXIT)

    def _bound(self, method):
        """Address of what a method is bound to, 0 where it is no exit."""
        heap = self._heap
        if not method or is_tagged_int(method):
            return 0
        kind = heap.type_of(method).name
        if kind == "method":
            return heap.pointer(method, "method.im_self") if self._is_exit(heap.pointer(method, "method.im_func")) else 0
        if kind != "builtin_function_or_method":
            return 0
        name = heap.memory.c_string(heap.pointer(heap.pointer(method, "cfunc.m_ml"), "methoddef.ml_name"), _MOST_NAME)
        return heap.pointer(method, "cfunc.m_self") if name == _EXIT.encode() else 0

    def _by_blocks(self, frame, function):
        heap, managers = self._heap, {}
        count = bounded(heap.i32(frame, "frame.f_iblock"), _MOST_BLOCKS, frame, "number of blocks")
        base, size = self._stack(frame, function.address), heap.layout.offset("tryblock.sizeof")
        for i in range(count - 1, -1, -1):
            block = frame + heap.layout.offset("frame.f_blockstack") + size * i
            level = heap.i32(block, "tryblock.b_level")
            manager = self._bound(heap.reference(base + 8 * (level - 1))) if 0 < level <= function.depth else 0
            if manager:
                managers[heap.i32(block, "tryblock.b_handler")] = manager
        setups = self._setups(function.address, managers) if managers else {}
        position = function.code.position
        return [Block(managers[handler], position(setups[handler]).line) for handler in managers if handler in setups]

    def _setups(self, code, handlers):
        """Offsets of the setups that name handlers; those of a `try` have none."""
        heap, found, argument = self._heap, {}, 0
        bytecode = strings.content(heap, heap.pointer(code, "code.co_code"), _MOST_BYTECODE)
        unit = 2 if heap.at_least(3, 10) else 1
        for i in range(0, len(bytecode) - 1, 2):
            argument = argument << 8 | bytecode[i + 1]
            handler = (i + 2) // unit + argument
            if bytecode[i] in _SETUPS and handler in handlers:
                found.setdefault(handler, i)
            argument = argument if bytecode[i] == _EXTENDED_ARG else 0
        return found


def _guards(heap, code):
    """Six bits a byte, the highest first; bit 6 says that there is another one."""
    table = strings.content(heap, heap.pointer(code, "code.co_exceptiontable"), _MOST_TABLE)
    numbers, value = [], 0
    for byte in table:
        value = value << 6 | byte & 63
        if not byte & 64:
            numbers.append(value)
            value = 0
    numbers += [0] * (-len(numbers) % 4)
    entries = zip(numbers[0::4], numbers[1::4], numbers[2::4], numbers[3::4])
    return [_Guard(2 * s, 2 * (s + n), 2 * target, depth >> 1, depth & 1 != 0) for s, n, target, depth in entries]


def _around(guards, offset):
    """The guards of an offset, innermost first: the handler of one is guarded by the next one. Those that guard no
    more than a handler itself find a deeper stack, of which nothing is in use yet."""
    ends, found, targets, depth = [guard.end for guard in guards], [], set(), float("inf")
    while len(targets) < _MOST_NESTED:
        index = bisect.bisect_right(ends, offset)
        if index == len(guards) or guards[index].start > offset or guards[index].target in targets:
            break
        targets.add(guards[index].target)
        if guards[index].depth <= depth:
            depth = guards[index].depth
            found.append(guards[index])
        offset = guards[index].target
    return found
