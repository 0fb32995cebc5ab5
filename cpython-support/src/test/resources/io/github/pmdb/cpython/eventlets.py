"""Spawns green threads of eventlet that sleep, wait and were never started, writes down what they are, and sleeps itself.

usage: eventlets.py FILE FOLDER-OF-THE-LIBRARY
"""
import gc
import sys
import threading
import time

sys.path.insert(0, sys.argv[2])
import eventlet
import eventlet.event
import eventlet.queue
import greenlet


def sleeps(seconds):
    eventlet.sleep(seconds)


def waits(event):
    event.wait()


def takes(queue):
    queue.get()


def stands_still():
    write()


def hexed(text):
    return text.encode("utf-8").hex()


def stack(frame):
    found = []
    while frame is not None:
        code = frame.f_code
        found.append((getattr(code, "co_qualname", code.co_name), code.co_filename, frame.f_lineno))
        frame = frame.f_back
    return found


def describe(one, out):
    here = one is greenlet.getcurrent()
    frames = stack(sys._getframe(1) if here else one.gr_frame)
    state = "RUNNING" if here else "DEAD" if one.dead else "SUSPENDED" if one else "NOT_STARTED"
    # A green thread runs its own `main`, which calls the function.
    known = frames[-1][0] if frames else functions.get(one, "")
    kind = type(one)
    fields = [
        "greenlet", str(id(one)), hexed(kind.__module__ + "." + kind.__qualname__), "", hexed(known), state,
        str(one.parent is None), str(threading.get_native_id()), str(id(one.parent) if one.parent is not None else 0),
    ]
    out.write("\t".join(fields) + "\n")
    for function, file, line in frames:
        out.write("\t".join(["frame", hexed(function), hexed(file), str(line)]) + "\n")


def write():
    functions[eventlet.spawn(sleeps, 1)] = "GreenThread.main"
    gc.collect()
    with open(sys.argv[1], "w") as out:
        for one in gc.get_objects():
            if isinstance(one, greenlet.greenlet):
                describe(one, out)
    print("ready", flush=True)
    time.sleep(10000)


functions = {}
kept = [eventlet.spawn(sleeps, 1000), eventlet.spawn(sleeps, 2000), eventlet.spawn(waits, eventlet.event.Event())]
kept.append(eventlet.spawn(takes, eventlet.queue.Queue()))
pool = eventlet.GreenPool(1)
pool.spawn(waits, eventlet.event.Event())
eventlet.sleep(0)
kept.append(eventlet.spawn(stands_still))
eventlet.sleep(3000)
