"""Tells on which thread's stack an address lies."""

import struct

from pmdb_python.target.memory import MemoryFault

_MAIN_STACK = "[stack]"
_MOST_STACK = 16 << 20  # bytes of one that are looked through


class StackOwners:
    """`pthreads` are `pthread_t`s by the kernel's id: glibc keeps that struct above the stack."""

    def __init__(self, target, pthreads):
        self._target, self._pointers = target, dict(pthreads)
        self._pointers.update((tid, registers.sp) for tid, registers in target.registers.items() if registers.sp)

    def at(self, address):
        """The kernel's id of the thread whose stack pointer is nearest in the same mapping, 0 where there is none."""
        stack = self._target.mappings.at(address)
        if stack is None:
            return 0
        if stack.path == _MAIN_STACK:
            return self._target.pid
        away = [(abs(sp - address), tid) for tid, sp in self._pointers.items() if stack.start <= sp < stack.end]
        return min(away)[1] if away else 0

    def holding(self, words):
        """The kernel's id of the only thread whose stack has these words, each above the one before it; 0 where none
        has them, or several have."""
        found = [tid for tid, pointer in self._pointers.items() if self._holds(pointer, words)]
        return found[0] if len(found) == 1 else 0

    def _holds(self, pointer, words):
        stack = self._target.mappings.at(pointer)
        if stack is None:
            return False
        others = [other for other in self._pointers.values() if pointer < other < stack.end]
        length = min(min(others + [stack.end]) - pointer, _MOST_STACK) // 8 * 8
        try:
            content = struct.iter_unpack("<Q", self._target.memory.bytes(pointer, length))
        except MemoryFault:
            return False  # not known to
        values = (value for value, in content)
        return all(word in values for word in words)
