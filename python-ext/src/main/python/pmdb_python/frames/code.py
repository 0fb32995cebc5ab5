"""What a frame runs: name, file and positions of a code object."""

from pmdb_python.frames import fields, positions
from pmdb_python.objects import strings
from pmdb_python.target.memory import MemoryFault, malformed

_MOST_TABLE = 1 << 20
_MOST_PROLOGUE = 1 << 16
_MOST_OFFSET = (1 << 31) - 1


class Code:
    """`first_line` is that of the first decorator; `bytecode` is its address since 3.11, else 0; `first_traceable` is in bytes; `problem` says why its lines are
    not known, else it is empty."""

    def __init__(self, heap, address):
        if heap.type_of(address).name != "code" and not _looks_like_code(heap, address):
            raise malformed(address, "no code object lies there")
        name_field = "code.co_qualname" if heap.has("code.co_qualname") else "code.co_name"
        self.address = address
        self.name = strings.text(heap, heap.pointer(address, name_field), "?")
        self.file = strings.text(heap, heap.pointer(address, "code.co_filename"), "?")
        self.first_line = heap.i32(address, "code.co_firstlineno")
        self._places = _format(heap)
        self._table, self.problem = b"", ""
        try:
            self._table = _table(heap, address)
        except MemoryFault as fault:  # it costs the line numbers, not the frame
            self.problem = "its function's first line, the table of lines is lost: %s" % fault
        self.bytecode = self.first_traceable = 0
        if heap.has("code.co_code_adaptive"):
            self.bytecode = address + heap.layout.offset("code.co_code_adaptive")
            self.first_traceable = 2 * min(max(heap.i32(address, "code._co_firsttraceable"), 0), _MOST_PROLOGUE)

    @property
    def is_trampoline(self):
        """CPython's own stand-in code, which is nobody's frame."""
        return not self._table and self.file == self.name

    def position(self, offset):
        """The place of an offset in bytes, negative when the frame has not started."""
        if offset < 0:
            return positions.Position(self.first_line, None)
        found = positions.at(self._places(self._table, self.first_line), offset)
        return found or positions.Position(self.first_line, None)

    @property
    def own_name(self):
        """Without what it is in."""
        return self.name.rpartition(".")[2]

    @property
    def last_line(self):
        """The highest that any of its code is on."""
        last, start = self.position(_MOST_OFFSET).line, 0
        for end, at in self._places(self._table, self.first_line):
            last, start = max(last, at.line) if end > start else last, end
        return last


def _looks_like_code(heap, address):
    """Where the type's name is not in the core."""
    fields = ("code.co_filename", "code.co_name")
    return heap.type_of(address).name == "?" and all(
        strings.text(heap, heap.pointer(address, field)) is not None for field in fields
    )


def _format(heap):
    if heap.has("code.co_lnotab"):
        return positions.lnotab if heap.at_least(3, 6) else positions.unsigned_lnotab
    return positions.locations if heap.has("code.co_code_adaptive") else positions.lines


def _table(heap, address):
    field = "code.co_lnotab" if heap.has("code.co_lnotab") else "code.co_linetable"
    return strings.content(heap, heap.pointer(address, field), _MOST_TABLE)


def bytecode_in(heap, frame, code):
    """Where the copy of the bytecode that a frame runs starts. Threads of free-threaded builds have copies of their own since
    3.14: `co_tlbc` is an array of them behind its length, the first of which is the one in the code object
    (`_PyCodeArray` in `Include/cpython/code.h`)."""
    copy = heap.i32(frame, "iframe.tlbc_index") if heap.has("iframe.tlbc_index") else 0
    if not copy:
        return code.bytecode
    copies = heap.pointer(code.address, "code.co_tlbc")
    if not 0 <= copy < heap.memory.i64(copies):
        raise malformed(copies, "there is no copy %d of the bytecode" % copy)
    return heap.memory.pointer(copies + 8 + 8 * copy)


def offset_in(heap, frame, code):
    """Bytes of bytecode to the instruction that a frame runs, negative when it has not started."""
    if heap.has("tstate.frame"):
        return fields.offset(heap, frame)
    offset = heap.pointer(frame, fields.instruction(heap)) - bytecode_in(heap, frame, code)
    return offset if 0 <= offset <= _MOST_OFFSET else -1
