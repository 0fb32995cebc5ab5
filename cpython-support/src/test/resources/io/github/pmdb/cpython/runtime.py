"""Computes in one thread, collects garbage in another and handles exceptions in more, after it wrote down which does what.

usage: runtime.py FILE, also with Python 2.  Lines of FILE, fields separated by tabs, texts as hexadecimal UTF-8:
    thread NAME EXCEPTION   (repr of what it handles; empty: nothing)
    collecting              a collection of garbage has begun and not ended
    gil NAME NATIVE_ID      the thread that holds it; no such line where there is none to hold
    debug                   the interpreter is a debug build
"""
import gc
import os
import sys
import threading
import time
import weakref

lines = []


def text(value):
    return value.encode('utf-8').hex() if sys.version_info[0] > 2 else value.encode('hex')


def note(*fields):
    lines.append('\t'.join(fields))


def stand_still():
    handled = sys.exc_info()[1]
    shown = '' if handled is None else repr(handled)
    note('thread', text(threading.current_thread().name), text(shown))
    del handled
    lock = threading.Lock()
    lock.acquire()
    block(lock)


def block(lock):
    lock.acquire()


def nothing():
    stand_still()


def handling():
    try:
        {}['missing']
    except KeyError:
        stand_still()


def nested():
    try:
        raise ValueError('outer')
    except ValueError:
        try:
            raise TypeError('inner', 2)
        except TypeError:
            stand_still()


def handled_before():
    try:
        raise ValueError('past')
    except ValueError:
        pass
    stand_still()


def left_inner():
    try:
        raise ValueError('outer')
    except ValueError:
        handled_and_returned()
        stand_still()


def handled_and_returned():
    try:
        raise TypeError('inner')
    except TypeError:
        pass


def in_finally():
    try:
        raise LookupError(u'caf\xe9', None)
    finally:
        stand_still()


def in_generator():
    def waits():
        stand_still()
        yield

    try:
        raise OSError(2, 'outside of the generator')
    except OSError:
        next(waits())


def by_generator():
    def handles():
        try:
            raise IndexError('inside of the generator')
        except IndexError:
            stand_still()
            yield

    next(handles())


def collecting():
    class Cyclic(object):
        pass

    made = Cyclic()
    made.itself = made
    during = weakref.ref(made, lambda _: collected())
    gc.disable()
    del made
    gc.collect()
    del during


def collected():
    """Called by the collector, which waits for it."""
    note('collecting')
    stand_still()


THREADS = [nothing, handling, nested, handled_before, left_inner, in_finally, in_generator, by_generator, collecting]


def begin(function):
    thread = threading.Thread(target=function, name=function.__name__)
    thread.daemon = True
    thread.start()
    return thread.ident


def wait_until_all_are_still(threads):
    before = None
    while True:
        frames = sys._current_frames()
        now = [(ident, frames[ident].f_code.co_name, frames[ident].f_lasti) for ident in threads]
        if now == before and all(name == 'block' for _, name, _ in now):
            return
        before = now
        del frames
        time.sleep(0.02)


def compute(path):
    threading.current_thread().name = 'computing'
    if hasattr(sys, 'setcheckinterval') and sys.version_info[0] == 2:
        sys.setcheckinterval(2 ** 31 - 1)  # else it lets go of the GIL all the time
    wait_until_all_are_still([begin(function) for function in THREADS])
    note('thread', text('computing'), '')
    if getattr(sys, '_is_gil_enabled', lambda: True)():
        note('gil', text('computing'), str(os.getpid()))
    if hasattr(sys, 'gettotalrefcount'):
        note('debug')
    with open(path, 'w') as out:
        out.write('\n'.join(lines) + '\n')
    sys.stdout.write('ready\n')
    sys.stdout.flush()
    while True:
        pass


compute(sys.argv[1])
