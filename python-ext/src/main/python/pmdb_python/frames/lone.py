"""Reads frames that are on no thread's stack: those of suspended generators and coroutines, and of tracebacks. Keeps
the code objects that it met."""

from pmdb_python.frames import variables
from pmdb_python.frames.code import Code, offset_in
from pmdb_python.frames.walker import Frame


class LoneFrames:
    def __init__(self, heap):
        self._heap, self._codes = heap, {}

    def read(self, address, level):
        code = self._code(variables.code_of(self._heap, address))
        return self._frame(address, code, level, offset_in(self._heap, address, code))

    def of_traceback(self, entry, level):
        """The place that an entry of a traceback names (`PyTracebackObject`)."""
        heap = self._heap
        found = heap.pointer(entry, "traceback.tb_frame")
        address = heap.pointer(found, "frame.f_frame") if heap.has("frame.f_frame") else found
        code = self._code(variables.code_of(heap, address))
        return self._frame(address, code, level, heap.i32(entry, "traceback.tb_lasti"))

    def _frame(self, address, code, level, offset):
        return Frame(level, address, code, code.position(offset), False, None)

    def _code(self, address):
        if address not in self._codes:
            self._codes[address] = Code(self._heap, address)
        return self._codes[address]
