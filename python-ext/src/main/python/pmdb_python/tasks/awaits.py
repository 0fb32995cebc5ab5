"""Follows a coroutine and those that it awaits, down to what is none."""

from pmdb_python.frames import generators
from pmdb_python.objects import attributes
from pmdb_python.target.memory import MemoryFault

_MOST_DEPTH = 1_000
# Types whose first field is what they wrap: `_PyCoroWrapper`, `PyAsyncGenASend`, `PyAsyncGenAThrow`,
# `anextawaitableobject` (`Objects/genobject.c`, `iterobject.c`) and `futureiterobject` (`Modules/_asynciomodule.c`).
_WRAPPERS = (
    "coroutine_wrapper",
    "async_generator_asend",
    "async_generator_athrow",
    "anext_awaitable",
    "_asyncio.FutureIter",
)
# What asyncio's debug mode wraps generator-based coroutines in, up to 3.9.
_DEBUG_WRAPPER = "CoroWrapper"


class AwaitChain:
    """`frames`, the coroutine's own first; `inner`, the addresses of the coroutines that are awaited; `state` of the
    innermost coroutine that was read; `end`, the address of the object that it awaits, 0 for none; `problem`, what broke
    the chain off, else empty."""

    def __init__(self, heap, reader, coroutine):
        self._heap, self._reader = heap, reader
        self.frames, self.inner = [], []
        self.state, self.end, self.problem = generators.FINISHED, 0, ""
        try:
            self._walk(coroutine)
        except MemoryFault as fault:
            self.problem = "the chain of awaits breaks off: %s" % fault

    def _walk(self, at):
        seen = set()
        while at:
            if at in seen or len(seen) >= _MOST_DEPTH:
                self.problem = "the chain of awaits is damaged or too long"
                return
            seen.add(at)
            if generators.is_at(self._heap, at):
                if len(seen) > 1:
                    self.inner.append(at)
                at = self._enter(generators.read(self._heap, at))
                continue
            wrapped = self._wrapped(at)
            if not wrapped:
                self.end = at
                return
            at = wrapped

    def _enter(self, generator):
        self.state = generator.state
        if generator.frame:
            self.frames.append(self._reader.read(generator.frame, len(self.frames)))
        return generator.awaits

    def _wrapped(self, address):
        name = self._heap.type_of(address).name
        if name in _WRAPPERS:
            return self._heap.memory.pointer(address + self._heap.layout.offset("varobject.ob_size"))
        return attributes.find(self._heap, address, "gen") or 0 if name == _DEBUG_WRAPPER else 0
