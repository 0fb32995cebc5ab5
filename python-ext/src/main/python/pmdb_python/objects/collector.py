"""The lists in which the garbage collector keeps every object that can hold others: three generations and the permanent
one, circles of `PyGC_Head`s in front of the objects. Up to 3.6 `_PyGC_generation0` (`Modules/gcmodule.c`) points where
they begin; of 3.7 and 3.8 they are in `_PyRuntime`, since 3.9 in each interpreter. Free-threaded builds have none: there the pages of their memory are looked through."""

from pmdb_python.objects.mimalloc import Pages
from pmdb_python.target.memory import MemoryFault, malformed

_GENERATIONS = 3
# The two lowest bits of a link are flags (`Include/internal/pycore_gc.h`, since 3.8).
_FLAGS = 3
# Bytes before the flag `collecting` in which all lists begin (`struct _gc_runtime_state`).
_SEARCHED = 240


class Collector:
    """`problems` are what cut a list short, `missed` those with the lists of interpreters and threads."""

    def __init__(self, heap, runtime, mappings, missed):
        self._heap, self._runtime, self._mappings, self.problems = heap, runtime, mappings, list(missed)

    def find(self, interpreters, includes):
        """Addresses of the objects whose type is wanted, those of the youngest generation first; `includes(type)` is
        asked once for each type."""
        known, found = {}, {}
        for address, kind in self._all(interpreters):
            if kind not in known:
                known[kind] = _is_wanted(includes, kind)
            if known[kind]:
                found[address] = True
        return list(found)

    def _all(self, interpreters):
        """Yields (address, address of the type)."""
        if self._heap.has("segment.slices"):
            pages = Pages(self._heap, self._mappings)
            yield from pages.objects()
            self.problems += pages.problems
        else:
            for head in self._heads(interpreters):
                yield from self._list(head)

    def _list(self, head):
        """The links back are not asked: while garbage is looked for they hold counts."""
        try:
            size, at = self._heap.layout.offset("gchead.sizeof"), self._link(head)
            mark, passed = head, 0
            while at != head:
                if at == mark:
                    raise malformed(at, "it leads back to there")
                passed += 1
                if passed & passed - 1 == 0:
                    mark = at  # so a ring that the head is not in is found, however long it is
                yield at + size, self._heap.pointer(at + size, "object.ob_type")
                at = self._link(at)
        except MemoryFault as fault:
            what = "the collector's list at %#x breaks off, objects may be missing: %s" % (head, fault)
            self.problems.append(what)

    def _link(self, address):
        return self._heap.memory.pointer(address) & ~_FLAGS

    def _heads(self, interpreters):
        heap, runtime = self._heap, self._runtime
        if heap.has("interp.gc_generations"):
            return [head for interpreter in interpreters for head in self._of_struct(interpreter, "interp")]
        if heap.has("runtime.gc_generations") and runtime.runtime:
            return self._of_struct(runtime.runtime, "runtime")
        if runtime.generation0:
            try:
                return self._generations(heap.memory.pointer(runtime.generation0))
            except MemoryFault as fault:
                self.problems.append("the lists of the garbage collector: %s" % fault)
        else:
            self.problems.append("where the garbage collector keeps its lists of objects is not known")
        return []

    def _generations(self, first):
        return [first + i * self._heap.layout.offset("generation.sizeof") for i in range(_GENERATIONS)]

    def _of_struct(self, struct, name):
        layout = self._heap.layout
        heads = self._generations(struct + layout.offset(name + ".gc_generations"))
        heads.append(struct + layout.offset(name + ".gc_permanent"))
        closed = sum(self._is_closed(head) for head in heads)
        if closed == len(heads):
            return heads
        # Lists that are elsewhere: 3.14 changed them in mid-series, and Debian's debug build of 3.13 has three of them
        # where no pointer is aligned.
        end = struct + layout.offset(name + ".gc_collecting")
        others = [at for at in range(end - _SEARCHED, end, 4) if self._is_closed(at)]
        return others if len(others) > closed else heads

    def _is_closed(self, head):
        """Whether both neighbours of a list's head point back at it."""
        try:
            return self._link(self._link(head) + 8) == head and self._link(self._link(head + 8)) == head
        except MemoryFault:
            return False  # what lies there points nowhere


def _is_wanted(includes, kind):
    try:
        return includes(kind)
    except MemoryFault:
        return False  # what has no type that can be read is none of those that are looked for
