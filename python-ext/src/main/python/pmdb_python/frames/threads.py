"""Interpreters and their thread states, matched with the kernel's threads."""

import collections
import re

from pmdb_python.frames.state import State
from pmdb_python.frames.walker import Stack
from pmdb_python.greenlets.owners import StackOwners
from pmdb_python.objects import attributes, dicts, ints, strings
from pmdb_python.target.memory import MemoryFault

_MOST_INTERPRETERS = 4096
_MOST_THREADS = 65_536
# Offset of `tid` in `struct pthread` (glibc's `nptl/descr.h`, x86-64).
_GLIBC_TID = 720
_FRAMES = 64
# Names of threads by the file of the code that they run.
_LEFT = {"<py-eval>": "py-eval of pmdb", "<py-exec>": "py-exec of pmdb"}

# `address` is that of the PyThreadState, `tid` the kernel's id or 0, `group` the interpreter's number.
Thread = collections.namedtuple("Thread", "address tid name notes group pthread")
_State = collections.namedtuple("_State", "address interpreter group pthread")


class Report:
    """What is true of an interpreter's threads at one moment."""

    def __init__(self, target, runtime, heap):
        self._target, self._runtime, self._heap = target, runtime, heap
        self._state = State(heap, runtime)
        self._names = {}
        # `interpreters` begins with the main one; `states` are thread states as they are, the oldest of each
        # interpreter first; `problems` are what cut the lists of both short.
        self.problems = []
        self.interpreters = self._follow(self._newest(), "interp.next", _MOST_INTERPRETERS)[::-1]
        self._moved = {}
        self.states = self._placed(self._states(self.interpreters))

    def threads(self):
        return [self._thread(state) for state in self.states]

    def _placed(self, states):
        """A thread may run code in a sub-interpreter with the state that another one has made, which names that one: up
        to 3.12 `run_string` of `_xxsubinterpreters` does, and programs that call `PyEval_AcquireThread` may in each
        version. Its frames tell whose stack they run on: since 3.10 a struct of an eval call lies on it, before its
        eval calls keep their frames there."""
        if all(state.group == 0 for state in states):
            return states
        pthreads = {tid: registers.fs_base for tid, registers in self._target.registers.items() if registers.fs_base}
        pthreads.update((self.tid(state), state.pthread) for state in states if state.group == 0 and self.tid(state))
        owners = StackOwners(self._target, pthreads)
        return [self._on(owners, pthreads, state) if state.group else state for state in states]

    def _on(self, owners, pthreads, state):
        frames = Stack(self._heap, state.address, _FRAMES, lambda address: False).frames
        anchors = [frame.anchor for frame in frames if frame.anchor is not None]
        if anchors:
            tid = owners.at(anchors[0])
        elif self._heap.has("tstate.frame") and not self._heap.has("tstate.cframe") and frames:
            tid = owners.holding([frame.address for frame in frames])
        else:
            return state
        if not tid or tid == self.tid(state):
            return state
        self._moved[state.address] = tid
        return state._replace(pthread=pthreads.get(tid, 0))

    def _newest(self):
        try:
            slot = self._runtime.head_slot
            return self._heap.memory.pointer(slot) if slot else self._runtime.interpreter
        except MemoryFault:
            return self._runtime.interpreter  # it was readable when the runtime was located

    def _states(self, interpreters):
        found = []
        for index, interpreter in enumerate(interpreters):
            try:
                found += self._states_of(interpreter, index)
            except MemoryFault as fault:
                self.problems.append("threads of the interpreter at %#x: %s" % (interpreter, fault))
        return found

    def _states_of(self, interpreter, index):
        """`index` is the interpreter's number where it has none itself, up to 3.6."""
        heap = self._heap
        number = heap.i64(interpreter, "interp.id") if heap.has("interp.id") else index
        first = heap.pointer(interpreter, "interp.tstate_head")
        for state in self._follow(first, "tstate.next", _MOST_THREADS)[::-1]:
            yield _State(state, interpreter, number, heap.pointer(state, "tstate.thread_id"))

    def _follow(self, at, link, most):
        met = {}
        try:
            while at and len(met) < most and at not in met:
                following = self._heap.pointer(at, link)
                met[at] = True
                at = following
            if at in met:
                self.problems.append("the list breaks off: it leads back to %#x" % at)
            elif at:
                self.problems.append("only the first %d are listed" % most)
        except MemoryFault as fault:
            self.problems.append("the list breaks off: %s" % fault)
        return list(met)

    def _thread(self, state):
        if state.interpreter not in self._names:
            self._names[state.interpreter] = _names(self._heap, state.interpreter)
        name = self._names[state.interpreter].get(state.pthread)
        if name is None:
            name = _of_left_code(self._heap, state.address)
        return Thread(state.address, self.tid(state), name, self._notes(state), state.group, state.pthread)

    def tid(self, state):
        """thread_id is glibc's pthread_t, which on x86-64 is the thread's fs_base. Where registers are not
        at hand the kernel's id is in `struct pthread`, and since 3.11 in the thread state."""
        if state.address in self._moved:
            return self._moved[state.address]
        exact = self._target.by_fs_base.get(state.pthread, [])
        if len(exact) == 1:
            return exact[0]
        own = self._own_tid(state)
        return own if own in (exact or self._target.kernel_ids) else exact[0] if exact else 0

    def _own_tid(self, state):
        try:
            if self._heap.has("tstate.native_thread_id"):
                return self._heap.i64(state.address, "tstate.native_thread_id")
            return self._heap.memory.i32(state.pthread + _GLIBC_TID)
        except MemoryFault:
            return 0  # the thread has ended and its stack is unmapped

    def _notes(self, state):
        notes = []
        try:
            holder = self._state.gil_holder(state.interpreter) == state.address
            holder = holder and not self._state.gil_disabled(state.interpreter)
            if holder:
                notes.append("holds the GIL")
            elif not self._state.gil_disabled(state.interpreter) and self._waits_for_gil(state):
                notes.append("waits for the GIL")
            if holder and self._state.collecting(state.interpreter):
                notes.append("while garbage is collected")
        except MemoryFault as fault:
            notes.append("whether it holds the GIL is not readable: %s" % fault)
        return notes + self._state.exceptions(state.address)

    def _waits_for_gil(self, state):
        registers = self._target.registers.get(self.tid(state))
        return registers is not None and self._state.waits_for_gil(state.interpreter, registers.futex)

    def facts(self):
        """Of the interpreter as a whole, such as who holds the GIL."""
        interpreters = self.interpreters
        main = interpreters[0] if interpreters else self._runtime.interpreter
        facts = self._version(main)
        if self._sys(main, "gettotalrefcount"):  # there in debug builds only
            facts.append("debug build")
        if len(interpreters) > 1:
            facts.append("%d interpreters" % len(interpreters))
        try:
            facts += self._locks(interpreters)
            if self._state.finalizing():
                facts.append("the runtime is finalizing")
        except MemoryFault as fault:
            facts.append("the state of the GIL is not readable: %s" % fault)
        return facts + self.problems

    def _sys(self, interpreter, name):
        try:
            return dicts.find(self._heap, self._heap.pointer(interpreter, "interp.sysdict"), name)
        except MemoryFault:
            return None  # the title has the version already

    def _version(self, interpreter):
        value = self._sys(interpreter, "version")
        text = strings.text(self._heap, value) if value else None
        return [] if text is None else ["version " + re.sub(r"[ \t\n\x0b\f\r]+", " ", text)]

    def _locks(self, interpreters):
        """Interpreters may share a lock, as all do up to 3.11."""
        locks = {}
        for interpreter in interpreters:
            locks.setdefault(self._state.gil(interpreter), interpreter)
        for interpreter in locks.values():
            yield from self._gil(interpreter, _which(interpreter, len(locks)), self.states)
        for interpreter in interpreters:
            if self._state.collecting(interpreter):
                yield "the garbage collector%s is running" % _which(interpreter, len(interpreters))

    def _gil(self, interpreter, which, states):
        holder = self._state.gil_holder(interpreter)
        if self._state.gil_disabled(interpreter):
            yield "GIL%s disabled" % which
        elif holder:
            yield "GIL%s held by %s" % (which, self._title(holder, states))
        elif self._state.knows_gil():
            yield "GIL%s held by no thread" % which

    def _title(self, holder, states):
        tids = [self.tid(state) for state in states if state.address == holder]
        known = [tid for tid in tids if tid]
        return "thread %d" % known[0] if known else "the thread state at %#x" % holder


def _which(interpreter, of):
    return "" if of == 1 else " of the interpreter at %#x" % interpreter


def _of_left_code(heap, thread):
    """Of a thread that runs code which pmdb has brought into the process and left to itself, else empty: no module of
    the program's knows it."""
    frames = Stack(heap, thread, _FRAMES, lambda address: False).frames
    return next((_LEFT[frame.file] for frame in reversed(frames) if frame.file in _LEFT), "")


def _names(heap, interpreter):
    """{pthread_t: name} from the module `threading`, whose `_active` maps identifiers to threads."""
    names = {}
    try:
        module = dicts.find(heap, heap.pointer(interpreter, "interp.modules"), "threading")
        active = dicts.find(heap, heap.pointer(module, "module.md_dict"), "_active") if module else None
        attribute = "_name" if heap.at_least(3, 0) else "_Thread__name"  # private to its class up to 2.7
        for key, value in dicts.entries(heap, active, _MOST_THREADS) if active else ():
            ident, name = ints.small(heap, key), attributes.find(heap, value, attribute)
            text = strings.text(heap, name) if name else None
            if ident is not None and text is not None:
                names[ident] = text
    except MemoryFault:
        return names  # a name is a courtesy: threads are listed without
    return names
