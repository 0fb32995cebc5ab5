"""The interpreter, thread and frame that a command is about."""

import collections

from pmdb_python.commands import placement
from pmdb_python.commands.program import ProgramSources
from pmdb_python.commands.sources import Sources
from pmdb_python.expression import parser, walk
from pmdb_python.frames import typenames
from pmdb_python.frames.threads import Report
from pmdb_python.frames.variables import Variables
from pmdb_python.frames.walker import Stack
from pmdb_python.locate import search
from pmdb_python.objects.budget import Budget
from pmdb_python.objects.describer import DEFAULT, describe
from pmdb_python.objects.heap import Heap
from pmdb_python.problem import UserError
from pmdb_python.target import threads


# `scope` as in Slot; `value` is a Value.
Variable = collections.namedtuple("Variable", "name scope value")


class View:
    """One interpreter of a program that stands still; everything read is kept."""

    def __init__(self, target):
        self.target = target
        self.runtime = search.find(target)
        layout = self.runtime.layout
        learner = Heap(target.memory, layout).within(Budget.of_question())
        interpreter = self.runtime.interpreter
        self.heap = Heap(target.memory, layout, interpreter, typenames.learn(learner, interpreter))
        self.sources = Sources(target, ProgramSources(self))
        self._stacks, self._places, self._threads = {}, {}, None

    @property
    def title(self):
        return "CPython " + self.runtime.layout.title

    def question(self, budget=None):
        """The target's objects, of which no more is read than one question may."""
        return self.heap.within(budget or Budget.of_question())

    def report(self, heap=None):
        return Report(self.target, self.runtime, heap or self.question())

    @property
    def threads(self):
        if self._threads is None:
            self._threads = self.report().threads()
        return self._threads

    def selected_id(self):
        return threads.selected_id()

    def facts(self):
        return self.report().facts()

    def thread(self):
        """The selected thread as Python knows it."""
        tid = threads.selected_id()
        for thread in self.threads:
            if thread.tid == tid:
                return thread
        if len(self.threads) == 1 and not self.threads[0].tid:
            return self.threads[0]  # a lone thread that could not be matched is the one that is meant
        raise UserError(
            "thread %d runs no Python" % tid, "`py-threads` lists those that do, `py-bt --all` shows all of them"
        )

    def stack(self, thread, most=DEFAULT.frames):
        key = (thread.address, most)
        if key not in self._stacks:
            self._stacks[key] = Stack(self.question(), thread.address, most, self.is_constant)
        return self._stacks[key]

    def is_constant(self, address):
        """Whether an address is of a file's read-only data, where CPython's stand-in code objects lie."""
        mapping = self.target.mappings.at(address)
        return mapping is not None and mapping.is_file and not mapping.writable

    def local_variables(self, frame, limits=DEFAULT):
        """Arguments, local variables, cells."""
        heap = self.question()
        return [_described(heap, slot, limits) for slot in Variables(heap, frame.address).local()]

    def global_variables(self, frame):
        """The names of the frame's module."""
        heap = self.question()
        return [_described(heap, slot) for slot in Variables(heap, frame.address).globals()]

    def lookup(self, frame, name):
        """A variable as the running frame would find it."""
        heap = self.question()
        return _described(heap, _bound(Variables(heap, frame.address), name))

    def evaluate(self, frame, expression):
        """What an expression names; a UserError that says which part was not found."""
        heap, path = self.question(Budget.of_search()), parser.parse(expression)
        root = _bound(Variables(heap, frame.address), path.name)
        return _described(heap, root._replace(value=walk.follow(heap, path, root.value)))

    def places(self, thread):
        """{level of gdb's frame: Python frames} of the selected thread, which is `thread`."""
        if thread.address not in self._places:
            evals = placement.EvalRange(self.runtime.image)
            frames = self.stack(thread).frames
            self._places[thread.address] = placement.place(placement.native_frames(), frames, evals, self.heap)
        return self._places[thread.address]


def _bound(variables, name):
    slot = variables.find(name)
    if slot is None:
        what = "'%s' is no local, global or builtin name here" % name
        raise UserError(what, "`py-locals` and `py-globals` list the names")
    return slot


def _described(heap, slot, limits=DEFAULT):
    return Variable(slot.name, slot.scope, describe(heap, slot.value, limits))
