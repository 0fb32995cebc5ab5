"""Threads that wait in functions of the standard library; each says before what it asks for, where, and by which
function. The main thread takes a lock that it holds."""

import sys
import threading

try:
    import selectors
    import socket
    import subprocess
    from concurrent import futures
except ImportError:  # 2.7, and builds that lack their modules in C
    futures = None

try:
    import queue
except ImportError:
    import Queue as queue

said = []
asleep = threading.Semaphore(0)
OLD = sys.version_info < (3,)
QUEUE = "Queue" if OLD else "queue.Queue"  # classes of 2.7 that are no types have no names


def waits(words, by):
    """The caller waits on its next line."""
    name = threading.current_thread().name
    said.append([name, words, str(sys._getframe(1).f_lineno + 1), by])
    asleep.release()


def get():
    waits("a queue item", QUEUE + ".get")
    queue.Queue().get()


class Mine(queue.Queue):
    def get(self):
        waits("a queue item", QUEUE + ".get")
        return queue.Queue.get(self)


def get_mine():
    Mine().get()


def put():
    full = queue.Queue(1)
    full.put(1)
    waits("room in a queue", QUEUE + ".put")
    full.put(2)


def all_done():
    pending = queue.Queue()
    pending.put(1)
    waits("all items of a queue to be done", QUEUE + ".join")
    pending.join()


def event():
    waits("an event", "threading.%sEvent.wait" % ("_" if OLD else ""))
    threading.Event().wait()


def condition():
    with condition_lock:
        waits("a condition", "threading.%sCondition.wait" % ("_" if OLD else ""))
        condition_lock.wait()


def join():
    waits("a thread to end", "threading.Thread.join")
    forever.join()


def barrier():
    waits("the others at a barrier", "threading.Barrier.wait")
    threading.Barrier(2).wait()


def semaphore():
    waits("a semaphore", "threading.Semaphore.acquire")
    threading.Semaphore(0).acquire()


def future():
    waits("the result of a future", "concurrent.futures.Future.result")
    futures.Future().result()


def results():
    waits("the result of a future", "concurrent.futures.Executor.map.<locals>.result_iterator")
    list(futures.ThreadPoolExecutor(1).map(blocked.wait, [None]))


def child():
    process = subprocess.Popen(["cat"], stdin=subprocess.PIPE)  # ends with this process
    waits("child process %d to end" % process.pid, "subprocess.Popen.wait")
    process.wait()


def select():
    waits("events on files or sockets", "selectors.EpollSelector.select")
    selectors.DefaultSelector().select()


def accept():
    listener = socket.socket()
    listener.listen(1)
    waits("a connection", "socket.socket.accept")
    listener.accept()


def own_work():
    """A function of the user's between the library and the wait."""
    def key(_):
        waits("an event", "threading.Event.wait")
        threading.Event().wait()

    sorted([1], key=key)


class Account:
    def __init__(self):
        self.lock = threading.Lock()

    def transfer(self):
        # not self.lock.acquire(), which is a comment
        other.acquire()
        if said:
            self.lock.acquire()
        try:
            self.book()
        finally:
            self.lock.release()

    def book(self):
        self.lock.acquire()


functions = [get, get_mine, put, all_done, event, condition, join]
if not OLD:
    functions += [barrier, semaphore, own_work]
if futures:
    functions += [future, child, select, accept]
    if sys.version_info >= (3, 11):
        functions.append(results)
condition_lock = threading.Condition()
blocked = threading.Event()
other = threading.Lock()
forever = threading.Thread(target=event, name="forever")
forever.daemon = True
forever.start()
for function in functions:
    thread = threading.Thread(target=function, name=function.__name__)
    thread.daemon = True
    thread.start()
for _ in range(len(functions) + 1):
    asleep.acquire()
with open(sys.argv[1], "w") as file:
    for parts in said:
        file.write("\t".join(parts) + "\n")
print("ready")
sys.stdout.flush()
Account().transfer()
