"""One thread holds the GIL in a C function that never returns, one waits for the GIL, one for a lock. usage: gil.py FILE"""
import ctypes
import sys
import threading
import time

sys.setswitchinterval(1000)  # who waits for the GIL looks at it again only then
lock = threading.Lock()
lock.acquire()
told = threading.Event()


def waits_for_a_lock():
    told.set()
    lock.acquire()


def wants_the_gil():
    while True:
        time.sleep(0.001)


for function in (waits_for_a_lock, wants_the_gil):
    thread = threading.Thread(target=function, name=function.__name__)
    thread.daemon = True
    thread.start()
told.wait()
with open(sys.argv[1], "w") as out:
    for thread in threading.enumerate():
        out.write("%s\t%d\n" % (thread.name, thread.ident))
print("ready", flush=True)
ctypes.PyDLL(None).pause()
