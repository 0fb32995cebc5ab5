"""Lists the tasks that asyncio keeps: up to 3.11 in the `WeakSet` `asyncio.tasks._all_tasks`, of 3.12 and 3.13 in
`_scheduled_tasks`, and in `_eager_tasks` for those in their first step; since 3.14 tasks of C are in a linked list for
each thread, those of dead threads in one for the interpreter. `_current_tasks` has those that run, by loop."""

from pmdb_python.objects import attributes, dicts, sets
from pmdb_python.target.memory import MemoryFault, malformed

_MOST_TASKS = 1_000_000
_MOST_LOOPS = 10_000


class TaskFinder:
    """`current` are the addresses of the tasks that run; `problems` are (what, hint)."""

    def __init__(self, heap):
        self._heap, self._found = heap, {}
        self.current, self.problems = {}, []

    def tasks(self):
        """Addresses of the tasks, those that run first."""
        return list({**self.current, **self._found})

    def search(self, modules):
        self._attempt("the current tasks", lambda: self._current_tasks(modules))
        for name in ("_all_tasks", "_scheduled_tasks"):
            self._attempt("asyncio.tasks." + name, lambda name=name: self._weak_set(modules, name))
        self._attempt("asyncio.tasks._eager_tasks", lambda: self._eager_tasks(modules))
        if self._heap.has("interp.asyncio_tasks_head"):
            self._list(modules.interpreter + self._heap.layout.offset("interp.asyncio_tasks_head"))

    def search_thread(self, thread):
        """Tasks of a thread, since 3.14."""
        if self._heap.has("tstate.asyncio_tasks_head"):
            self._attempt("the running task of a thread", lambda: self._running_task(thread))
            self._list(thread + self._heap.layout.offset("tstate.asyncio_tasks_head"))

    def _running_task(self, thread):
        running = self._heap.pointer(thread, "tstate.asyncio_running_task")
        if running:
            self.current[running] = True

    def _attempt(self, what, part):
        try:
            part()
        except MemoryFault as fault:
            self.problems.append(("%s: %s" % (what, fault), ""))

    def _current_tasks(self, modules):
        found = modules.attribute("asyncio.tasks", "_current_tasks")
        for _, task in dicts.entries(self._heap, found, _MOST_LOOPS) if found else ():
            self.current[task] = True

    def _eager_tasks(self, modules):
        found = modules.attribute("asyncio.tasks", "_eager_tasks")
        for task in sets.items(self._heap, found, _MOST_TASKS) if found else ():
            self._found[task] = True

    def _weak_set(self, modules, name):
        found = modules.attribute("asyncio.tasks", name)
        if not found:
            return
        data = attributes.find(self._heap, found, "data")
        if data is None:
            raise malformed(found, "the WeakSet there has no data")
        for reference in sets.items(self._heap, data, _MOST_TASKS):
            self._attempt("a reference to a task", lambda reference=reference: self._referred(reference))

    def _referred(self, reference):
        task = self._heap.pointer(reference, "weakref.wr_object")
        if task and self._heap.type_of(task).name != "NoneType":
            self._found[task] = True

    def _list(self, head):
        self._attempt("a list of tasks", lambda: self._linked(head))

    def _linked(self, head):
        """`struct llist_node` (`pycore_llist.h`): `next` is the first word, the head closes the circle."""
        node, at = self._heap.layout.offset("task.node"), self._heap.memory.pointer(head)
        while at not in (head, 0) and len(self._found) < _MOST_TASKS and at - node not in self._found:
            self._found[at - node] = True
            at = self._heap.memory.pointer(at)
