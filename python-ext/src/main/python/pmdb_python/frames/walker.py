"""The Python frames of a thread."""

from pmdb_python.frames import chain
from pmdb_python.frames.code import Code, bytecode_in
from pmdb_python.frames.gap import Gap
from pmdb_python.target.memory import MemoryFault, malformed

_MOST_BYTECODE = 1 << 30

# The file of code that a debugger has brought into the process for itself.
_BROUGHT_IN = "<pmdb>"


class Frame:
    """A Python frame; level 0 is the innermost. `outermost` says that it is the outermost of its eval call,
    `anchor` is an address on the C stack inside that call, or None."""

    def __init__(self, level, address, code, position, outermost, anchor):
        self.level, self.address, self.function, self.file = level, address, code.name, code.file
        self.line, self.columns = position
        self.problem = code.problem
        self.outermost, self.anchor = outermost, anchor


class Stack:
    """`frames`, innermost first, and `problems`: what cut the walk short or was skipped. `start` is the address that
    `follow` begins at, a thread state's if nothing else is said. Of `most` frames, 1,000 and more, the last hundred are
    the outermost ones of a longer stack, with levels that tell how many are missing."""

    def __init__(self, heap, start, most, is_constant, follow=chain.walk):
        self.frames, self.problems = [], []
        self._heap, self._is_constant = heap, is_constant
        self._codes, self._run_is_open, self._level = {}, False, 0
        gap = Gap(most, self._shown)
        found = follow(heap, start, gap, self.problems)
        end = gap.at if gap.is_open else len(found)
        for i, raw in enumerate(found[:end]):
            self._add(raw, i == 0)
        if gap.is_open:
            inner = self._level
            self._level += gap.shown
            for raw in found[end:]:
                self._add(raw, False)
            self.problems.append(gap.told(inner, self._level))

    def _add(self, raw, top):
        try:
            code = self._code(raw.code)
            offset = _offset(self._heap, raw, code)
        except MemoryFault as fault:
            if not self._is_constant(raw.code):
                made = ", it was being made or removed" if top else ""
                self.problems.append("the frame at %#x is left out%s: %s" % (raw.address, made, fault))
            self._hide(raw)
            return
        if _is_hidden(raw, code, offset):
            self._hide(raw)
        else:
            position = code.position(offset)
            self.frames.append(Frame(self._level, raw.address, code, position, raw.entry, raw.anchor))
            self._level += 1
            self._run_is_open = not raw.entry

    def _shown(self, raw):
        """What a frame runs that would be shown, or None."""
        try:
            code = self._code(raw.code)
            return None if _is_hidden(raw, code, _offset(self._heap, raw, code)) else code
        except MemoryFault:
            return None

    def _code(self, address):
        if address not in self._codes:
            self._codes[address] = Code(self._heap, address)
        return self._codes[address]

    def _hide(self, raw):
        """Leaves a frame out; where it would have ended the run of an eval call, the frame inside it does."""
        if raw.entry and self._run_is_open:
            self.frames[-1].outermost, self.frames[-1].anchor = True, raw.anchor
            self._run_is_open = False


def _is_hidden(raw, code, offset):
    unstarted = raw.instruction and offset < code.first_traceable
    return code.is_trampoline or unstarted or code.file == _BROUGHT_IN


def _offset(heap, raw, code):
    """Bytes of bytecode to the instruction that runs."""
    if not raw.instruction:
        return raw.offset
    offset = raw.instruction - bytecode_in(heap, raw.address, code)
    if not -16 <= offset <= _MOST_BYTECODE:
        raise malformed(raw.instruction, "the instruction is not of the frame's code")
    return offset
