"""Makes greenlets of every kind, writes down what greenlet knows of them, and stands still in one that runs.

Each kind is there twice: one of the two tells where it stands, the other is never asked, so that nothing but its
switch has touched it. usage: greenlets.py FILE FOLDER-OF-THE-LIBRARY [RELEASE-TO-PRETEND]
"""
import gc
import os
import sys
import threading

sys.path.insert(0, sys.argv[2])
import greenlet

if len(sys.argv) > 3:
    greenlet.__version__ = greenlet._greenlet.__version__ = sys.argv[3]

main = greenlet.getcurrent()
twins = {}
functions = {}
extra = []


def pause():
    greenlet.getcurrent().parent.switch()


def plain():
    pause()


def deep(levels):
    if levels:
        deep(levels - 1)
    else:
        pause()


def yields():
    yield 1
    pause()
    yield 2


def in_generator():
    for _ in yields():
        pass


def through_c():
    sorted([3, 1, 2], key=lambda item: pause() if item == 1 else item)


def nested():
    inner = greenlet.greenlet(through_c)
    extra.append(inner)
    inner.switch()
    deep(3)


def large():
    values = [str(i) for i in range(100)]
    max(values, key=lambda value: pause() if value == "50" else 0)


class Worker(greenlet.greenlet):
    name = "of the class"

    def run(self):
        self.handle()

    def handle(self):
        pause()


class Holder:
    def method(self):
        pause()


def make(function, kind=greenlet.greenlet, start=True, qualified=None):
    for told in (True, False):
        made = kind(function) if function else kind()
        functions[id(made)] = qualified or (function.__qualname__ if start is not None else "")
        extra.append(made)
        if start:
            made.switch(*([5] if function is deep else []))
        if told:
            teller = made
        else:
            twins[id(made)] = teller


def stack(frame):
    found = []
    while frame is not None:
        code = frame.f_code
        found.append((getattr(code, "co_qualname", code.co_name), code.co_filename, frame.f_lineno))
        frame = frame.f_back
    return found


def hexed(text):
    return text.encode("utf-8").hex()


def state(one):
    if one in running:
        return "RUNNING"
    if one.dead:
        return "DEAD"
    return "SUSPENDED" if one else "NOT_STARTED"


def describe(one, out):
    known = functions.get(id(one))
    frames = stack(running[one]) if one in running else stack(twins.get(id(one), one).gr_frame)
    if known is None:
        known = frames[-1][0] if frames else ""
    if sys.version_info < (3, 11) and frames:
        known = frames[-1][0]  # those keep no qualified names
    above = one
    while above.parent is not None:
        above = above.parent
    kind = type(one)
    named = kind.__qualname__ if kind.__module__ == "builtins" else kind.__module__ + "." + kind.__qualname__
    fields = [
        "greenlet", str(id(one)), hexed(named), hexed(one.__dict__.get("name", "")), hexed(known), state(one),
        str(above is one), str(tids[above]), str(0 if one.parent is None else id(one.parent)),
    ]
    out.write("\t".join(fields) + "\n")
    for function, file, line in frames:
        out.write("\t".join(["frame", hexed(function), hexed(file), str(line)]) + "\n")


def write():
    gc.collect()
    found = [one for one in gc.get_objects() if isinstance(one, greenlet.greenlet)]
    with open(sys.argv[1], "w") as out:
        for one in found:
            describe(one, out)


running = {}
tids = {main: threading.get_native_id()}
arrived = threading.Event()


def of_a_thread():
    own = greenlet.getcurrent()
    tids[own] = threading.get_native_id()

    def blocks():
        running[greenlet.getcurrent()] = sys._getframe()
        arrived.set()
        threading.Event().wait()

    make(plain)
    one = greenlet.greenlet(blocks)
    functions[id(one)] = blocks.__qualname__
    extra.append(one)
    one.switch()


def stands_still():
    running[greenlet.getcurrent()] = sys._getframe()
    write()
    print("ready", flush=True)
    threading.Event().wait()


for function in (plain, deep, in_generator, large):
    make(function)
if "t" not in sys.abiflags:  # there a list is locked while it is sorted, and a switch within ends the program
    make(through_c)
    make(nested)
make(None, Worker, qualified="Worker.run")
extra[-1].name = "by the program"
make(Holder().method)
make(Holder().method, start=False)
make(plain, start=False)
make(lambda: None, start=None)
for one in extra[-2:]:
    one.switch()
if not greenlet.__version__.startswith("1."):
    # Runs C code alone: it switched to another one, which came back here.
    other = greenlet.greenlet(lambda: main.switch())
    without = greenlet.greenlet(other.switch)
    functions[id(other)] = "<lambda>"
    extra.extend([other, without])
    without.switch()
thread = threading.Thread(target=of_a_thread, daemon=True)
thread.start()
arrived.wait()
last = greenlet.greenlet(stands_still)
functions[id(last)] = "stands_still"
last.switch()
