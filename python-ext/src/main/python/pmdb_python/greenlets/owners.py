"""Tells on which thread's stack an address lies."""

_MAIN_STACK = "[stack]"


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
