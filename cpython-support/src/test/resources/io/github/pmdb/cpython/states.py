"""Stands still in a state of the runtime, named by the first argument."""
import gc
import sys
import threading
import time


def collecting():
    class Slow:
        def __init__(self):
            self.me = self

        def __del__(self):
            ready()
            time.sleep(1000)

    gc.disable()
    Slow()
    gc.collect()


def handling():
    try:
        {}['missing']
    except KeyError:
        ready()
        threading.Event().wait()


def interpreters():
    try:
        import _interpreters as module
        create, run = module.create, module.exec
    except ImportError:
        import _xxsubinterpreters as module
        create, run = module.create, module.run_string
    inner = create()
    script = 'import time\ndef sleeper():\n    print("ready", flush=True)\n    time.sleep(1000)\nsleeper()\n'
    run(inner, script)


def churning():
    def leaf(depth):
        return depth

    def branch(depth):
        return leaf(depth) if depth == 0 else branch(depth - 1) + leaf(depth)

    ready()
    while True:
        sum(branch(n % 20) for n in range(100))


def ready():
    print('ready', flush=True)


globals()[sys.argv[1]]()
