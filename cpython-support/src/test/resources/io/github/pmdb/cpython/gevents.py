"""Spawns greenlets of gevent that sleep, wait and were never started, writes down what they are, and sleeps itself.

usage: gevents.py FILE FOLDER-OF-THE-LIBRARY
"""
import gc
import sys
import threading
import time

sys.path.insert(0, sys.argv[2])
import gevent
import gevent.event
import gevent.pool
import greenlet

never = gevent.event.Event()


class Holder:
    def method(self, seconds):
        gevent.sleep(seconds)


def sleeps(seconds):
    gevent.sleep(seconds)


def waits():
    never.wait()


def returns():
    pass


def hexed(text):
    return text.encode("utf-8").hex()


def qualified(function):
    return getattr(function, "__qualname__")


def stack(frame):
    found = []
    while frame is not None:
        code = frame.f_code
        found.append((getattr(code, "co_qualname", code.co_name), code.co_filename, frame.f_lineno))
        frame = frame.f_back
    return found


def describe(one, out):
    here = one is greenlet.getcurrent()
    dead, started = greenlet.greenlet.dead.__get__(one), greenlet.greenlet.__bool__(one)  # gevent's own differ
    state = "RUNNING" if here else "DEAD" if dead else "SUSPENDED" if started else "NOT_STARTED"
    frames = stack(sys._getframe(1) if here else one.gr_frame)
    known = qualified(functions[one]) if one in functions and state != "DEAD" else frames[-1][0] if frames else ""
    kind = type(one)
    fields = [
        "greenlet", str(id(one)), hexed(kind.__module__ + "." + kind.__qualname__),
        hexed(one.__dict__.get("name", "")), hexed(known), state,
        str(one.parent is None), str(threading.get_native_id()), str(id(one.parent) if one.parent is not None else 0),
    ]
    out.write("\t".join(fields) + "\n")
    for function, file, line in frames:
        out.write("\t".join(["frame", hexed(function), hexed(file), str(line)]) + "\n")


def write():
    gc.collect()
    with open(sys.argv[1], "w") as out:
        for one in gc.get_objects():
            if isinstance(one, greenlet.greenlet):
                describe(one, out)
    print("ready", flush=True)
    time.sleep(10000)


functions = {}
for function, arguments in (
    (sleeps, (1000,)), (sleeps, (2000,)), (waits, ()), (Holder().method, (3000,)), (returns, ()), (write, ())
):
    functions[gevent.spawn(function, *arguments)] = function
pool = gevent.pool.Pool(1)
functions[pool.spawn(waits)] = waits
functions[gevent.spawn_later(1000, returns)] = returns
list(functions)[0].name = "by the program"
gevent.wait()
