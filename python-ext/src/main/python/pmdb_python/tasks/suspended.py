"""Reads generators and coroutines, whoever keeps them, with what each delegates to."""

import collections

from pmdb_python.frames import generators
from pmdb_python.frames.lone import LoneFrames
from pmdb_python.objects import classes
from pmdb_python.problem import first
from pmdb_python.target.memory import MemoryFault
from pmdb_python.tasks.awaits import AwaitChain

_MOST_PROBLEMS = 20
_WORDS = {generators.CREATED: "not started", generators.RUNNING: "running"}

# `kind` is the name of its type; `awaits` that of what the innermost one delegates to, else empty.
Generator = collections.namedtuple("Generator", "address kind name state frames awaits problem")
# `total` is how many there are of those that were asked for; `problems` are (what, hint).
Report = collections.namedtuple("Report", "generators total problems")


class GeneratorScan:
    def __init__(self, heap):
        self._heap, self._frames = heap, LoneFrames(heap)
        # Addresses of those that another one delegates to.
        self._inner = set()
        # Why there may be more than what was read, and what is wrong with single ones.
        self._missing, self._problems = [], []

    def run(self, collector, interpreters, name, most):
        """Those of functions and methods of a name, or all where that is empty."""
        found, read = collector.find(interpreters, lambda kind: generators.is_type(self._heap, kind)), []
        self._missing += [(what, "") for what in collector.problems]
        for address in found:
            if self._heap.is_spent():
                self._missing.append(("there is too much to read, further generators are left out", ""))
                break
            self._read(address, name, read)
        wanted = sorted((one for one in read if name or one.address not in self._inner), key=_order)
        if len(wanted) > most:
            what = "%d of %d generators are shown" % (most, len(wanted))
            hint = "`py-generators NAME` shows those of one function, `--most N` shows more"
            self._missing.append((what, hint))
        return Report(wanted[:most], len(wanted), self._missing + first(self._problems, _MOST_PROBLEMS))

    def _read(self, address, name, into):
        try:
            generator = generators.read(self._heap, address)
            named = not name or generator.name == name or generator.name.endswith("." + name)
            if named and generator.state != generators.FINISHED:
                into.append(self._told(address, generator))
        except MemoryFault as fault:
            self._problems.append(("the generator at %#x: %s" % (address, fault), ""))

    def _told(self, address, generator):
        heap = self._heap
        chain = AwaitChain(heap, self._frames, address)
        self._inner.update(chain.inner)
        awaits = classes.full_name(heap, heap.type_of(chain.end)) if chain.end else ""
        kind, state = heap.type_of(address).name, _WORDS.get(generator.state, "suspended")
        return Generator(address, kind, generator.name, state, chain.frames, awaits, chain.problem)


def _order(generator):
    return generator.name.encode("utf-16-be", "surrogatepass"), generator.address
