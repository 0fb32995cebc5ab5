"""Threads that wait for locks and for each other; each says before it sleeps what it will wait for, where, and who
can end that."""

import sys
import threading

said = []
asleep = threading.Semaphore(0)
inside = {}


def line(offset):
    return sys._getframe(2).f_lineno + offset


def entered():
    inside[threading.current_thread().name] = line(-1)


def waits(lock, holder, how="for ever"):
    name = threading.current_thread().name
    lock = getattr(lock, "_lock", lock)  # that of a condition
    said.append([name, "%x" % id(lock), str(line(1)), holder, how])
    asleep.release()


def both_with(mine, other, both, holder):
    with mine:
        entered()
        both.wait()
        try:
            waits(other, holder)
            with other:
                pass
        finally:
            print("unreachable")


def with_and_acquire(mine, other, both, holder):
    for attempt in [0]:
        with mine:
            entered()
            both.wait()
            waits(other, holder)
            other.acquire()


def acquire_and_with(mine, other, both, holder):
    mine.acquire()
    both.wait()
    waits(other, holder)
    with other:
        pass


def twice(lock):
    with lock:
        entered()
        waits(lock, threading.current_thread().name)
        with lock:
            pass


def give_way(condition, lock, taken):
    with lock:
        entered()
        taken.set()
        condition.wait()


def take_over(lock, there, taken):
    there.wait()
    lock.acquire()
    taken.set()
    threading.Event().wait()


def wait_for(lock, there, holder):
    there.wait()
    waits(lock, holder)
    with lock:
        pass


def after(lock, other):
    """A `with` that has ended is no evidence, nor is what it left on the stack."""
    with lock:
        entered()
    lock.acquire()
    other.set()
    threading.Event().wait()


def join(lock, thread, there):
    with lock:
        entered()
        there.set()
        thread.start()
        waits(thread, thread.name)
        thread.join()


def for_a_time(mine, other, both, holder):
    with mine:
        entered()
        both.wait()
        waits(other, holder, "timed")
        other.acquire(timeout=3600)


def in_except(mine, other, both, holder):
    """The body of `except` comes last in the bytecode, behind the other blocks."""
    with mine:
        entered()
        try:
            raise ValueError
        except ValueError:
            both.wait()
            waits(other, holder)
            other.acquire()
    with threading.Lock():
        print("unreachable")
    with threading.Lock():
        print("unreachable")


def gives(lock, given):
    with lock:
        entered()
        lock.release()
        given.set()
        threading.Event().wait()


def takes(lock, given, taken):
    given.wait()
    lock.acquire()
    taken.set()
    threading.Event().wait()


def wait_for_given(lock, there):
    there.wait()
    waits(lock, "gives", "perhaps")
    lock.acquire()


def wakes(condition, lock):
    while True:
        with lock:
            entered()
            if condition._waiters:
                condition.notify()
                threading.Event().wait()


def is_woken(condition, lock, holder):
    with condition:
        waits(lock, holder)
        condition.wait()


class Other:
    """Looks like a thread, in a function that looks like the library's, which waits for another lock."""

    _ident = threading.get_ident()


def not_joining(lock, there):
    there.wait()
    names = {}
    exec(compile("def join(self, lock): lock.acquire()", "threading.py", "exec"), names)
    waits(lock, "holds")
    names["join"](Other(), lock)


def hold(lock, there):
    with lock:
        entered()
        there.set()
        threading.Event().wait()


def start(name, target, *arguments):
    thread = threading.Thread(name=name, target=target, args=arguments)
    thread.daemon = True
    thread.start()


def pair(one, two, functions, locks, known=True):
    both = threading.Barrier(2)
    start(one, functions[0], locks[0], locks[1], both, two if known else "-")
    start(two, functions[1], locks[1], locks[0], both, one)


Lock, RLock, Event = threading.Lock, threading.RLock, threading.Event
pair("with-1", "with-2", (both_with, both_with), (Lock(), Lock()))
pair("acquire-1", "acquire-2", (with_and_acquire, with_and_acquire), (Lock(), Lock()))
pair("rlock-1", "rlock-2", (both_with, with_and_acquire), (RLock(), RLock()))
pair("mixed-1", "mixed-2", (both_with, acquire_and_with), (Lock(), RLock()))
pair("unknown-1", "unknown-2", (with_and_acquire, acquire_and_with), (Lock(), Lock()), False)
start("twice", twice, Lock())

lent, lent_away, taken_over = Lock(), Event(), Event()
start("lender", give_way, threading.Condition(lent), lent, lent_away)
start("borrower", take_over, lent, lent_away, taken_over)
start("for-the-lent", wait_for, lent, taken_over, "-")

again, taken_again = Lock(), Event()
start("again", after, again, taken_again)
start("for-the-retaken", wait_for, again, taken_again, "-")

held, being_held = Lock(), Event()
joined = threading.Thread(name="joined", target=wait_for, args=(held, being_held, "joins"))
joined.daemon = True
start("joins", join, held, joined, being_held)

pair("timed-1", "timed-2", (for_a_time, for_a_time), (Lock(), Lock()))
pair("except-1", "except-2", (in_except, in_except), (Lock(), Lock()))

given, is_given, is_taken = Lock(), Event(), Event()
start("gives", gives, given, is_given)
start("takes", takes, given, is_given, is_taken)
start("for-the-given", wait_for_given, given, is_taken)

for kind in RLock, Lock:
    lock = kind()
    condition = threading.Condition(lock)
    start("woken-" + kind.__name__, is_woken, condition, lock, "wakes-" + kind.__name__)
    start("wakes-" + kind.__name__, wakes, condition, lock)

pair("condition-1", "condition-2", (both_with, both_with), (threading.Condition(Lock()), threading.Condition(Lock())))
pair("condition-3", "acquire-3", (both_with, with_and_acquire), (threading.Condition(), threading.Condition(Lock())))

kept, is_kept = Lock(), Event()
start("holds", hold, kept, is_kept)
start("not-joining", not_joining, kept, is_kept)

for _ in range(27):
    asleep.acquire()
with open(sys.argv[1], "w") as file:
    for name, lock, at, holder, how in said:
        evidence = inside.get(holder, "-") if holder != "-" else "-"
        file.write("\t".join([name, lock, at, holder, str(evidence), how]) + "\n")
print("ready", flush=True)
threading.Event().wait()
