"""Makes generators, coroutines and async generators that stand in different places, writes down what Python itself
knows of them, and stands still in one that runs. usage: generators.py FILE"""
import gc
import sys
import time
import types


class Awaits:
    def __init__(self, inner):
        self.inner = inner

    def __await__(self):
        return self.inner.__await__()


class Endless:
    def __await__(self):
        return iter([1, 2, 3])


@types.coroutine
def wait():
    yield "waiting"


def plain():
    yield 1
    yield 2


def delegates(levels):
    if levels:
        yield from delegates(levels - 1)
    else:
        yield from [1, 2, 3]


def of_generator():
    yield from (item for item in range(5))


async def leaf():
    await wait()


async def awaits(levels):
    if levels:
        await awaits(levels - 1)
    else:
        await Awaits(leaf())


async def endless():
    await Endless()


async def numbers():
    yield 1
    await leaf()
    yield 2


async def iterates():
    async for _ in numbers():
        pass


async def closes():
    made = numbers()
    await made.__anext__()
    await made.asend(None)


class Holder:
    def method(self):
        yield self


def stands_still():
    write()
    print("ready", flush=True)
    time.sleep(10000)
    yield


KINDS = (("generator", "gi"), ("coroutine", "cr"), ("async_generator", "ag"))


def yields_from(one, prefix):
    return getattr(one, {"gi": "gi_yieldfrom", "cr": "cr_await", "ag": "ag_await"}[prefix])


def unwrapped(one):
    """What stands behind the objects that Python itself puts between."""
    if type(one).__name__ in ("coroutine_wrapper", "async_generator_asend"):
        inner = [found for found in gc.get_referents(one) if type(found).__name__ in dict(KINDS)]
        return inner[0]
    return one


def hexed(text):
    return text.encode("utf-8").hex()


def name_of(code):
    return getattr(code, "co_qualname", code.co_name)


def describe(one, prefix, out):
    frame = getattr(one, prefix + "_frame")
    if frame is None:
        return []
    if frame.f_code.co_name == "stands_still":
        state = "RUNNING"
    else:
        # Old releases of the module types keep one of their own.
        state = "SUSPENDED" if started[id(one)] and one.__qualname__ != "_ag" else "NOT_STARTED"
    out.write("\t".join(["generator", str(id(one)), type(one).__name__, hexed(one.__qualname__), state]) + "\n")
    inner = []
    while True:
        frame = getattr(one, prefix + "_frame")
        line = 0 if state == "RUNNING" else frame.f_lineno
        out.write("\t".join(["frame", hexed(name_of(frame.f_code)), hexed(frame.f_code.co_filename), str(line)]) + "\n")
        one = yields_from(one, prefix) if state == "SUSPENDED" else None
        one = unwrapped(one)
        if type(one).__name__ not in dict(KINDS):
            break
        inner.append(id(one))
        prefix = dict(KINDS)[type(one).__name__]
    if one is not None:
        out.write("\t".join(["awaits", type(one).__name__]) + "\n")
    return inner


def write():
    gc.collect()
    prefixes = dict(KINDS)
    with open(sys.argv[1], "w") as out:
        inner = []
        for one in gc.get_objects():
            if type(one).__name__ in prefixes:
                inner += describe(one, prefixes[type(one).__name__], out)
        for one in inner:
            out.write("inner\t%d\n" % one)


class Started(dict):
    def __missing__(self, key):
        return True


started = Started()
kept = []
for made in (plain(), delegates(3), of_generator(), awaits(3), endless(), iterates(), closes(), Holder().method()):
    made.send(None)
    kept.append(made)
for made in (plain(), leaf(), numbers()):
    started[id(made)] = False
    kept.append(made)
finished = plain()
list(finished)
kept.append(finished)
kept.append(stands_still())
kept[-1].send(None)
