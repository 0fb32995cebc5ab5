"""gdb's threads by kernel id, and the one that is selected."""

import collections
import contextlib

import gdb

# Number of the system call on x86-64, and its commands that wait (`linux/futex.h`).
_FUTEX = 202
_FUTEX_WAITS = (0, 9)
_FUTEX_FLAGS = 128 | 256

# `futex` is the address of the futex that a thread waits for, `sp` its stack pointer; each is 0 where it is not known.
Registers = collections.namedtuple("Registers", "fs_base futex sp")


def kernel_id(thread):
    """The kernel's id of a gdb thread; targets that know processes only have it in the first place."""
    pid, lwp, _ = thread.ptid
    return lwp or pid


def selected_id():
    """The kernel id of the selected thread, 0 where none is."""
    thread = gdb.selected_thread()
    return kernel_id(thread) if thread is not None else 0


def frame_or_none(function):
    """The frame that gdb gives, or None where it has none."""
    try:
        return function()
    except gdb.error:
        return None


@contextlib.contextmanager
def selection_kept():
    """What is selected in gdb is selected again afterwards."""
    thread, frame = gdb.selected_thread(), frame_or_none(gdb.selected_frame)
    try:
        yield
    finally:
        if thread is not None and thread.is_valid():
            thread.switch()
            if frame is not None and frame.is_valid():
                frame.select()


def registers(inferior):
    """{kernel id: Registers} of the threads that stand still."""
    found = {}
    with selection_kept():
        for thread in inferior.threads():
            if thread.is_stopped():
                thread.switch()
                found[kernel_id(thread)] = Registers(_register("fs_base"), _futex(), _register("rsp"))
    return found


def _futex():
    """The kernel leaves the number of an interrupted system call in orig_rax, and its arguments."""
    waits = _register("rsi") & 0xFFFFFFFF & ~_FUTEX_FLAGS in _FUTEX_WAITS
    return _register("rdi") if _register("orig_rax") == _FUTEX and waits else 0


def _register(name):
    try:
        return int(gdb.newest_frame().read_register(name)) & 0xFFFFFFFFFFFFFFFF
    except (gdb.error, ValueError):
        return 0  # not in this core; a thread's id is then read from memory
