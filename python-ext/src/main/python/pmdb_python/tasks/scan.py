"""Reads all tasks at one moment and ties them together."""

import re

from pmdb_python.frames.walker import Stack
from pmdb_python.objects import attributes, classes, ints
from pmdb_python.problem import first
from pmdb_python.target.memory import MemoryFault
from pmdb_python.tasks import circles, model, others, running
from pmdb_python.tasks.finder import TaskFinder
from pmdb_python.tasks.futures import Futures
from pmdb_python.tasks.modules import Modules
from pmdb_python.tasks.reader import TaskReader
from pmdb_python.tasks.resources import Resources
from pmdb_python.tasks.wakers import Wakers

_MOST_FRAMES = 10_000
_MOST_PROBLEMS = 20
_NUMBERED = re.compile(r"(.*?)([0-9]{1,18})\Z", re.DOTALL)

_TOO_OLD = (
    "tasks of asyncio are read from CPython 3.7 on",
    "`py-generators` lists the coroutines that have not finished")


class TaskScan:
    """`states` are the thread states of all interpreters, `tids` the kernel's ids by their address (0 for none),
    `missed` what is wrong with the list of threads, `is_constant` as for Stack."""

    def __init__(self, heap, states, tids, missed, is_constant):
        self._heap, self._states, self._tids, self._is_constant = heap, states, tids, is_constant
        self._futures, self._finder = Futures(heap), TaskFinder(heap)
        self._stacks, self._places, self._known_loops = None, {}, {}
        # Why there may be more than what was read, and what is wrong with single classes, loops and references.
        self._missing, self._problems = [(what, "") for what in missed], []

    def run(self, interpreters, most):
        if self._heap.at_least(3, 0) and not self._heap.at_least(3, 7):  # there tasks are known to their class alone
            return model.Report([], [], 0, [], [_TOO_OLD])
        for interpreter in interpreters:
            modules = Modules(self._heap, interpreter)
            try:
                self._futures.learn(modules)
            except MemoryFault as fault:
                self._problems.append(("the classes of asyncio: %s" % fault, ""))
            self._finder.search(modules)
        for state in self._states:
            self._finder.search_thread(state.address)
        found = self._finder.tasks()
        tasks = self._read(found[:most])
        loops = [self._known_loops[loop] for loop in dict.fromkeys(task.loop for task in tasks if task.loop)]
        tied = circles.find(self._heap, self._futures, tasks, self._outsiders)
        if len(tasks) < len(found):
            what = "%d of %d tasks are shown" % (len(tasks), len(found))
            self._missing.append((what, "`py-tasks --most N` shows more"))
        problems = first(self._problems + self._finder.problems, _MOST_PROBLEMS)
        return model.Report(loops, tasks, len(found), tied, self._missing + problems)

    def _read(self, addresses):
        """Each loop is read with the first of its tasks: the last ones may find nothing left to read."""
        reader, tasks = TaskReader(self._heap, self._futures, self._running), []
        for address in addresses:
            if self._heap.is_spent():
                self._missing.append(("there is too much to read, further tasks are left out", ""))
                break
            task = reader.read(address, address in self._finder.current)
            if task.loop and task.loop not in self._known_loops:
                self._known_loops[task.loop] = self._loop(task.loop)
            tasks.append(task)
        return self._tied(sorted(tasks, key=_order))

    def _running(self, frame):
        """(thread id, frames) from a coroutine's frame to the innermost one of the thread that runs it, or None. The
        stacks are read when the first one is asked for."""
        self._all_stacks()
        if frame not in self._places:
            return None
        tid, frames, index = self._places[frame]
        return tid, frames[index::-1]

    def _all_stacks(self):
        """(thread id, frames, whether there are no others) of all threads."""
        if self._stacks is None:
            self._stacks = []
            for state in self._states:
                stack = Stack(self._heap, state.address, _MOST_FRAMES, self._is_constant)
                tid, frames = self._tids.get(state.address, 0), stack.frames
                self._stacks.append((tid, frames, not stack.problems))
                self._places.update((found.address, (tid, frames, index)) for index, found in enumerate(frames))
        return self._stacks

    def _outsiders(self, of):
        """`of` are addresses of event loops."""
        runners = {self._known_loops[loop].tid for loop in of if loop in self._known_loops} - {0}
        tids = {state.pthread: self._tids.get(state.address, 0) for state in self._states}
        return others.beside(self._heap, self._all_stacks(), tids, runners)

    def _tied(self, tasks):
        """Adds which tasks complete the plain futures that others wait for, and what those stand for, then who waits for
        whom."""
        wakers, tied, parents = self._wakers(tasks), [], {}
        resources = Resources(self._heap, tasks)
        for task in tasks:
            waiting = task.waiting
            if waiting and not waiting.tasks and waiting.address in wakers:
                task = task._replace(waiting=waiting._replace(tasks=list(wakers[waiting.address])))
            resource = resources.of(task)
            if resource:
                task = task._replace(waiting=task.waiting._replace(resource=resource))
            tied.append(task)
            for child in task.waiting.tasks if task.waiting else ():
                parents.setdefault(child.address, []).append(model.ref(task))
        return [task._replace(awaited_by=parents.get(task.address, [])) for task in tied]

    def _wakers(self, tasks):
        awaited = {task.waiting.address for task in tasks if task.waiting and not task.waiting.tasks}
        wakers, reader = {}, Wakers(self._heap, self._futures)
        for task in tasks if awaited else ():
            if task.state in (model.RUNNING, model.READY, model.WAITING):
                for future in reader.completed_by(task.address):
                    if future in awaited:
                        wakers.setdefault(future, {})[model.ref(task)] = True
        return wakers

    def _loop(self, address):
        heap = self._heap
        try:
            tid = self._loop_thread(address)
            return model.Loop(address, classes.full_name(heap, heap.type_of(address)), tid)
        except MemoryFault as fault:
            self._problems.append(("the event loop at %#x: %s" % (address, fault), ""))
            return model.Loop(address, "?", 0)

    def _loop_thread(self, address):
        """The kernel's id of the thread that runs the loop, 0 where none does."""
        ident = attributes.find(self._heap, address, "_thread_id")
        if ident is None:
            runs = lambda state: running.runs(self._heap, state.address, address)
        elif self._heap.type_of(ident).name == "NoneType":
            return 0
        else:
            pthread = ints.small(self._heap, ident)
            runs = lambda state: state.pthread == pthread
        return next((self._tids.get(state.address, 0) for state in self._states if runs(state)), 0)


def _order(task):
    """`Task-9` before `Task-10`."""
    found = _NUMBERED.match(task.name)
    stem, number = (found.group(1), int(found.group(2))) if found else (task.name, 0)
    return stem.encode("utf-16-be", "surrogatepass"), number, task.address
