"""What is told of tasks."""

import collections

RUNNING, READY, WAITING, DONE, FAILED, CANCELLED, UNREADABLE = STATES = (
    "running",
    "ready",
    "waiting",
    "done",
    "failed",
    "cancelled",
    "unreadable",
)

# `name` and `problem` may be empty, `waiting` None; `tid` is that of the thread that runs it, 0 for none.
Task = collections.namedtuple(
    "Task", "address name type coroutine state tid loop frames waiting awaited_by outcome problem")
# Another task.
Ref = collections.namedtuple("Ref", "address name")
# What a task waits for: a future, or another object at the end of its chain of awaits. `tasks` are those that will
# complete it, `children` how many futures a `gather` has, of which `pending` are not done, `resource` is what it stands
# for, or None.
Waiting = collections.namedtuple("Waiting", "address type tasks children pending resource", defaults=[None])
# A lock, an event or a queue of asyncio. `what` says which, in words; `holders` are the tasks that have it, or a part of
# it; `sure` says that nobody else can end the wait, `told` how the holders are known, or why they are not.
Resource = collections.namedtuple("Resource", "address what holders sure told")
# `type` with its module; `tid` is 0 where no thread runs it.
Loop = collections.namedtuple("Loop", "address type tid")
# Tasks that wait for each other; `others` are ids of threads whose code may end that, 0 where one is not known.
Circle = collections.namedtuple("Circle", "tasks others")
# `total` is how many tasks there are; `circles` are those that wait for each other; `problems` are (what, hint).
Report = collections.namedtuple("Report", "loops tasks total circles problems")


def unreadable(address, problem):
    return Task(address, "", "?", "?", UNREADABLE, 0, 0, [], None, [], "", problem)


def ref(task):
    return Ref(task.address, task.name)
