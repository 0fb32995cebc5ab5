"""Sleeps in the hub of gevent or eventlet, beside three greenlets that sleep as well, and those of another thread.

usage: idle-hub.py LIBRARY FOLDER-OF-THE-LIBRARY
"""
import sys
import _thread

sys.path.insert(0, sys.argv[2])
library = __import__(sys.argv[1])


def other(asleep):
    """In a hub of its own, with greenlets of its own."""
    for _ in range(5):
        library.spawn(library.sleep, 1000000)
    library.spawn(asleep.release)
    library.sleep(1000000)


for _ in range(3):
    library.spawn(library.sleep, 1000000)
asleep = _thread.allocate_lock()
asleep.acquire()
_thread.start_new_thread(other, (asleep,))
asleep.acquire()
print("ready", flush=True)
library.sleep(1000000)
