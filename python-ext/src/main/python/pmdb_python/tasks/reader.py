"""Reads one task."""

from pmdb_python.frames import generators
from pmdb_python.frames.lone import LoneFrames
from pmdb_python.objects.describer import Limits, describe
from pmdb_python.target.memory import MemoryFault, malformed
from pmdb_python.tasks import futures as kinds
from pmdb_python.tasks import model
from pmdb_python.tasks.awaits import AwaitChain

_OUTCOME = Limits(1, 2, 8, 200)
_MOST_CHILDREN = 100_000


class TaskReader:
    """`running(frame)` gives (thread id, frames) of a thread from the frame at an address to its innermost one, or
    None."""

    def __init__(self, heap, futures, running):
        self._heap, self._futures, self._running = heap, futures, running
        self._frames = LoneFrames(heap)

    def read(self, address, current):
        """`current` says that it is a loop's current task."""
        try:
            return self._read(address, current)
        except MemoryFault as fault:
            return model.unreadable(address, str(fault))

    def _read(self, address, current):
        futures = self._futures
        coroutine = futures.coroutine(address)
        if not coroutine and not futures.is_task(address):
            raise malformed(address, "it is of a type that is not known as a task")
        future = futures.state(address)
        chain = AwaitChain(self._heap, self._frames, coroutine)
        runs = chain.state == generators.RUNNING or current
        part = self._running(chain.frames[0].address) if runs and chain.frames else None
        waits = future == kinds.PENDING and not runs
        waiting = self._waiting(futures.waiter(address), chain.end) if waits else None
        state = self._state(address, future, runs, waiting)
        tid, frames = part or (0, chain.frames)
        problem = "its frames are on no thread's stack" if runs and part is None else chain.problem
        return model.Task(
            address,
            futures.name(address),
            self._heap.type_of(address).short_name,
            self._coroutine_name(coroutine),
            state,
            tid,
            futures.loop(address),
            frames,
            waiting,
            [],
            self._outcome(address, state),
            problem,
        )

    def _state(self, address, future, runs, waiting):
        if future == kinds.CANCELLED:
            return model.CANCELLED
        if future == kinds.FINISHED:
            return model.FAILED if self._futures.exception(address) else model.DONE
        if runs:
            return model.RUNNING
        return model.WAITING if waiting and self._is_pending(waiting.address) else model.READY

    def _is_pending(self, address):
        """Whether it is a future that is not done; of any other object that can not be told."""
        return not self._futures.is_future(address) or self._futures.state(address) == kinds.PENDING

    def _coroutine_name(self, coroutine):
        if not coroutine:
            return "?"
        if generators.is_at(self._heap, coroutine):
            return generators.read(self._heap, coroutine).name
        return self._heap.type_of(coroutine).short_name

    def _waiting(self, waiter, end):
        """`waiter` is what the task says it waits for, `end` what its innermost coroutine awaits; 0 for nothing."""
        awaited = waiter or end
        if not awaited:
            return None
        name = self._heap.type_of(awaited).short_name
        if not self._futures.is_future(awaited):
            return model.Waiting(awaited, name, [], 0, 0) if waiter else None  # a bare yield runs again at once
        if self._futures.is_task(awaited):
            return model.Waiting(awaited, name, [self._ref(awaited)], 0, 0)
        children = self._futures.children(awaited)
        pending = sum(1 for child in children if self._is_pending(child))
        return model.Waiting(awaited, name, self._tasks_of(children), len(children), pending)

    def _ref(self, task):
        return model.Ref(task, self._futures.name(task))

    def _tasks_of(self, children):
        """A gather may collect further gathers, and what stands for a shielded task."""
        seen, ahead, found = set(), list(reversed(children)), []
        while ahead and len(seen) < _MOST_CHILDREN:
            child = ahead.pop()
            if child not in seen and self._futures.is_task(child):
                found.append(self._ref(child))
            elif child not in seen:
                ahead += self._futures.shielded(child)
                ahead += reversed(self._futures.children(child))
            seen.add(child)
        return found

    def _outcome(self, address, state):
        if state == model.DONE:
            return describe(self._heap, self._futures.result(address), _OUTCOME).text
        if state == model.FAILED:
            return describe(self._heap, self._futures.exception(address), _OUTCOME).text
        return ""
