"""A deep recursion in functions whose tables of exceptions claim as many guards as fit, in the `with` of a lock for
which another thread waits."""

import sys
import threading

GUARDS = 30000


def number(value):
    """As in `co_exceptiontable`: six bits a byte, the highest first."""
    parts = [value & 63]
    while value > 63:
        value >>= 6
        parts.insert(0, value & 63 | 64)
    return parts


def guard(start, length, target, depth):
    parts = number(start) + number(length) + number(target) + number(depth << 1 | 1)
    parts[0] |= 128
    return bytes(parts)


def deep(lock, left, there):
    with lock:
        if left:
            return deep(lock, left - 1, there)
        there.set()
        threading.Event().wait()


def wait_for(lock, there):
    there.wait()
    with lock:
        pass


# Each guard is inside of the next one, and all claim slots that no frame has.
table = b"".join(guard(0, 1 << 11, i % 1000, 30000) for i in range(GUARDS))
deep.__code__ = deep.__code__.replace(co_exceptiontable=table[: 1 << 18])
lock, there = threading.RLock(), threading.Event()
threading.Thread(target=deep, args=(lock, 300, there), name="deep", daemon=True).start()
threading.Thread(target=wait_for, args=(lock, there), name="waits", daemon=True).start()
there.wait()
with open(sys.argv[1], "w"):
    print("ready", flush=True)
threading.Event().wait()
