"""Finds tasks that wait for each other, by awaiting them or for locks that they hold. A tie counts where nothing but
the other task can end the wait. That for a group or a `gather` ends with the first child that fails, so it counts where
all children are tied; one that returns exceptions ends with the last child, so it counts where any is."""

import functools

from pmdb_python.frames.blocks import Blocks
from pmdb_python.frames.variables import Variables
from pmdb_python.objects import attributes
from pmdb_python.target.memory import MemoryFault
from pmdb_python.tasks import library, model
from pmdb_python.tasks.wakers import Wakers


def find(heap, futures, tasks, outsiders):
    """Circles, each from the task with the lowest address. `outsiders(loops)` gives ids of the threads that may do
    something to tasks of loops at addresses; to find them all stacks are gone through."""
    by_address = {task.address: task for task in tasks}
    fragile = {task.address for task in tasks if _ends_with_any(futures, task)}
    ties = {task.address: _ties(futures, task, by_address, fragile) for task in tasks}
    _prune(ties, fragile)
    blocks = Blocks(heap)
    wakers = Wakers(heap, futures)
    timed = set().union(*[wakers.timed_by(loop) for loop in {by_address[address].loop for address in ties}])
    for address in list(ties):
        if address in timed or _is_timed(heap, blocks, by_address[address]):
            del ties[address]
    _prune(ties, fragile)
    next_of = {address: next(iter(others)) for address, others in ties.items()}
    found = [[by_address[address] for address in circle] for circle in _circles(next_of)]
    others = functools.lru_cache(None)(outsiders)
    return [
        model.Circle([model.ref(task) for task in circle], others(frozenset(task.loop for task in circle)))
        for circle in found]


def _ties(futures, task, by_address, fragile):
    """The tasks that it waits for, in order: a dict without values."""
    waiting = task.waiting
    if task.state != model.WAITING or not waiting:
        return {}
    if waiting.resource:
        return {ref.address: None for ref in waiting.resource.holders if waiting.resource.sure}
    left = {ref.address: None for ref in waiting.tasks if not _is_finished(by_address.get(ref.address))}
    more = waiting.pending > len(left) and task.address in fragile  # plain futures
    return {} if more or not _awaits_all(futures, task, waiting) else left


def _is_finished(task):
    return task is not None and task.state in (model.DONE, model.FAILED, model.CANCELLED)


def _ends_with_any(futures, task):
    """Whether the first failure among several tasks ends the wait for all."""
    waiting = task.waiting
    return bool(waiting and not waiting.resource and (_is_fragile(futures, waiting) or _is_of_group(task)))


def _is_fragile(futures, waiting):
    try:
        return waiting.children > 0 and not futures.ends_with_all(waiting.address)
    except MemoryFault:
        return True


def _is_of_group(task):
    return bool(task.frames) and library.is_module(task.frames[-1].file, "asyncio/taskgroups")


def _awaits_all(futures, task, waiting):
    if waiting.children > 0 or any(ref.address == waiting.address for ref in waiting.tasks):
        return True
    if _is_of_group(task):
        return True
    try:
        return futures.is_shield(waiting.address)
    except MemoryFault:
        return False


def _prune(ties, fragile):
    """Leaves those that wait, at last, for somebody who waits for himself. A wait of a `fragile` task ends with any."""
    waiters = {}
    for task, others in ties.items():
        for other in others:
            waiters.setdefault(other, []).append(task)
    free = [task for task in set(waiters) | set(ties) if not ties.get(task)]
    while free:
        task = free.pop()
        ties.pop(task, None)
        for waiter in waiters.get(task, ()):
            others = ties.get(waiter, {})
            if task in others:
                del others[task]
                if not others or waiter in fragile:
                    others.clear()
                    free.append(waiter)


def _circles(next_of):
    done, found = set(), []
    for start in sorted(next_of):
        path, at = [], start
        while at in next_of and at not in done:
            done.add(at)
            path.append(at)
            at = next_of[at]
        if at in path:
            circle = path[path.index(at):]
            lowest = circle.index(min(circle))
            found.append(circle[lowest:] + circle[:lowest])
    return sorted(found)


def _is_timed(heap, blocks, task):
    """Whether the wait ends by itself after some time; also where that can not be told."""
    try:
        values = [value for frame in task.frames for value in _deadlines(heap, blocks, frame)]
        return any(not heap.is_a(value, "NoneType") for value in values)
    except MemoryFault:
        return True


def _deadlines(heap, blocks, frame):
    """Of `wait_for`, `wait`, and blocks of `asyncio.timeout`, or of `async_timeout` before 3.11."""
    found = []
    if library.is_module(frame.file, "asyncio/tasks"):
        found += [slot.value for slot in Variables(heap, frame.address).local() if slot.name == "timeout"]
    for block in blocks.of(frame.address):
        if heap.type_of(block.manager).short_name == "Timeout":
            when = attributes.find(heap, block.manager, "_when") or attributes.find(heap, block.manager, "_deadline")
            found += [when] if when else []
    return found
