"""gdb's threads by kernel id, and the one that is selected."""

import contextlib

import gdb


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


def by_fs_base(inferior):
    """{fs_base: kernel id}: on x86-64 glibc's pthread_t is the thread's fs_base."""
    found = {}
    with selection_kept():
        for thread in inferior.threads():
            if thread.is_stopped():
                thread.switch()
                base = _fs_base()
                if base:
                    found[base] = kernel_id(thread)
    return found


def _fs_base():
    try:
        return int(gdb.newest_frame().read_register("fs_base")) & 0xFFFFFFFFFFFFFFFF
    except (gdb.error, ValueError):
        return 0  # not in this core; the id is then read from memory
