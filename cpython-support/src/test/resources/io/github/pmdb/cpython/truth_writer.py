"""Writes down the frames of threads that stand still.

Lines of the file, fields separated by tabs, texts as hexadecimal UTF-8:
    thread NATIVE_ID NAME                                 (0: not known)
    frame FUNCTION FILE LINE END_LINE COLUMN END_COLUMN   (-1: not known)
    local NAME REPR
"""
import sys
import time

HAS_QUALNAME = sys.version_info >= (3, 11)


def settled(names):
    """The frames of the threads, once none of them moves any more."""
    def state(frames):
        return {ident: (id(f), f.f_lasti, f.f_code.co_name) for ident, f in frames.items()}

    before = None
    while True:
        frames = {i: f for i, f in sys._current_frames().items() if i in names}
        waiting = all(
            f.f_code.co_name in ('block', 'main') for f in frames.values())
        if waiting and state(frames) == before:
            return frames
        before = state(frames)
        time.sleep(0.02)


def text(value):
    return value.encode('utf-8', 'surrogatepass').hex()


def position(frame):
    if not HAS_QUALNAME:
        return (-1, -1, -1)
    found = list(frame.f_code.co_positions())[frame.f_lasti // 2]
    return tuple(-1 if part is None else part for part in found[1:])


def write_frame(out, frame, program, show):
    code = frame.f_code
    end, column, end_column = position(frame)
    name = code.co_qualname if HAS_QUALNAME else code.co_name
    out.write('frame\t%s\t%s\t%d\t%d\t%d\t%d\n' % (
        text(name), text(code.co_filename), frame.f_lineno, end, column, end_column))
    if code.co_filename != program or '__file__' in frame.f_locals:
        return  # Thread objects have a __repr__ of their own, and a module has too much
    for name, value in list(frame.f_locals.items()):
        out.write('local\t%s\t%s\n' % (text(name), text(show(value))))


def write_truth(path, threads, program, show):
    known = {thread.ident: thread for thread in threads}
    with open(path, 'w') as out:
        for ident, frame in settled(known).items():
            thread = known[ident]
            out.write('thread\t%d\t%s\n' % (getattr(thread, 'native_id', 0), text(thread.name)))
            while frame:
                write_frame(out, frame, program, show)
                frame = frame.f_back
    print('ready', flush=True)
