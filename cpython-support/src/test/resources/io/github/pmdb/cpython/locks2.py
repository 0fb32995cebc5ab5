"""Threads of Python 2.7 that wait for locks; each says before it sleeps what it will wait for, where, and who has it
where the lock knows."""

import sys
import threading

import Queue

said = []
asleep = threading.Semaphore(0)
plain, recursive, other = threading.Lock(), threading.RLock(), threading.RLock()
both = [threading.Event(), threading.Event()]


def waits(lock, holder):
    name = threading.current_thread().name
    said.append([name, "%x" % id(lock), str(sys._getframe(1).f_lineno + 1), holder, "-", "for ever"])
    asleep.release()


def with_plain():
    waits(plain, "-")
    with plain:
        pass


def acquire_plain():
    waits(plain, "-")
    plain.acquire()


def with_recursive():
    both[0].wait()
    waits(recursive, "crosses-1")
    with recursive:
        pass


def crosses(mine, wanted, there, wait_for, holder):
    with mine:
        mine.acquire()
        there.set()
        wait_for.wait()
        waits(wanted, holder)
        wanted.acquire()


def waits_for_no_lock():
    asleep.release()
    threading.Event().wait()


def waits_for_an_item():
    asleep.release()
    Queue.Queue().get()


def start(name, target, *arguments):
    thread = threading.Thread(target=target, name=name, args=arguments)
    thread.daemon = True
    thread.start()


plain.acquire()
start("with-plain", with_plain)
start("acquire-plain", acquire_plain)
start("with-recursive", with_recursive)
start("crosses-1", crosses, recursive, other, both[0], both[1], "crosses-2")
start("crosses-2", crosses, other, recursive, both[1], both[0], "crosses-1")
start("event", waits_for_no_lock)
start("queue", waits_for_an_item)
for _ in range(7):
    asleep.acquire()
with open(sys.argv[1], "w") as out:
    out.writelines("\t".join(fields) + "\n" for fields in said)
print("ready")
sys.stdout.flush()
threading.Event().wait()
